"""An invented Britain, from a seed: its measures and how they behave. ``pack`` and ``inbox`` write what a build reads.

A thousand measures, 400 councils and 25 periods are ten million observations. With fewer rows the other councils have
published fewer periods, with more every figure stands beside those of its parts: the council's own plan, its measures
and its 25 periods, the councils and their groups are the same at every size, so a page shows the same at every size.
"""

from datetime import date
from functools import cache
from random import Random

from pipelines import periods

SEED = 20261122
AS_AT = date(2026, 10, 31)
MEASURES, HEADLINES, AREAS, PERIODS = 1000, 80, 400, 25
WHOLE = MEASURES * AREAS * PERIODS
OWN = "B0000000"
NATION = "nation:britannia"
"""The comparator group of all 400 councils."""
REGIONS, TYPES, SIMILAR = 10, ("metropolitan district", "unitary authority", "county", "district"), 15
OUTCOMES, PRIORITIES, DIRECTORATES, SERVICES = 6, 4, 6, 4
FREQUENCIES = {"monthly": "month", "quarterly": "quarter", "annual": "financial"}
WITH_TARGETS = 12
"""Periods that have a target, the newest of the 25."""
PARTS = ("age:under 18", "age:18 to 64", "age:65 and over", "sex:female", "sex:male", "home:rented", "home:owned")

_SUBJECTS = (
    "Household waste, Road repairs, Street cleaning, Planning decisions, Council homes, Private renting, "
    "Homelessness, Adult social care, Home care, Care homes, Carers, Public health, Smoking, Physical activity, "
    "Mental health, Children in care, Early help, Child protection, Foster care, School attendance, School places, "
    "Special needs, Apprenticeships, Adult learning, Employment, Business growth, Town centres, Tourism, Libraries, "
    "Museums, Parks, Allotments, Air quality, Carbon, Flooding, Buses, Cycling, Parking, Complaints, Council tax"
)
_ASPECTS = (
    "answered in time, finished within the year, rated good by users, cost to each resident, in the poorest wards, "
    "among older people, among young people, waiting over a month, returned within a year, found by inspection, taken "
    "up when offered, kept for six months, first contact settled, reported online, seen within a week, planned and "
    "delivered, met in full, in rural places, with a plan in place, reviewed on time, closed without action, referred "
    "onward, by trained staff, with no delay, since last year"
)
SUBJECTS, ASPECTS = _SUBJECTS.split(", "), _ASPECTS.split(", ")


def behaviour() -> list[dict]:
    """Return each measure's frequency and polarity, and what its figures are drawn from: base, spread and drift."""
    random = Random(SEED)
    made = []
    for number in range(MEASURES):
        share = random.random() < 0.6
        base = random.uniform(0.2, 0.8) if share else random.choice((12.0, 85.0, 430.0, 5200.0))
        spread = random.uniform(0.05, 0.09) if share else base * random.uniform(0.08, 0.2)
        made.append(
            {
                "measure": f"M{number:04}",
                "number": number,
                "title": f"{SUBJECTS[number % len(SUBJECTS)]}: {ASPECTS[number // len(SUBJECTS)]}",
                "frequency": random.choices(list(FREQUENCIES), (2, 4, 4))[0],
                "polarity": random.choices(("higher", "lower", "none"), (6, 3, 1))[0],
                "tier": random.choices(("outcome", "strategic", "operational"), (2, 3, 5))[0],
                "share": share,
                "base": base,
                "spread": spread,
                "drift": spread * random.uniform(-1, 1),
            }
        )
    return made


@cache
def periods_of(frequency: str) -> list[str]:
    """Return the codes of the 25 newest periods that have ended, the newest first."""
    kind = FREQUENCIES[frequency]
    every = periods.calendar(date(AS_AT.year - PERIODS - 2, 1, 1), AS_AT)
    ended = [period for period in every if period.type == kind and period.end < AS_AT.replace(day=1)]
    return [period.code for period in sorted(ended, key=lambda period: period.end, reverse=True)][:PERIODS]
