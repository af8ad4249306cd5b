"""Withholds small numbers while files are loaded, before the first row of the warehouse is written (DR-35).

Too small is a count from 1 to one less than its measure's ``suppress_below``: a value that is a count, a numerator,
what a share leaves of its denominator, the cases behind a mean. With it goes what would give it back by subtraction:
along a breakdown (the total less the parts shown), in time (the year less the quarters shown, or one year to date less
the one before), between vintages (a figure shown before it was corrected). A figure withheld loses its value,
numerator, denominator and limits, and the note it came with, which may say the number; it is marked c. Small figures
and those that only cover them are marked alike, as the difference would tell which is which.

All of it happens in SQL on the rows of ``sorted`` that concern such measures; without one there is nothing to do.
"""

from dataclasses import replace

import duckdb
import pandas as pd

from pipelines import periods
from pipelines.checks import NUMBERS
from pipelines.facts import Sorted
from pipelines.problems import Problem

NOTE = "Withheld so that nobody can be identified"

TOLD = """
create or replace temp macro told(rest, cells, k) as coalesce(rest > 0 and (rest < k or rest <= cells), false)
"""
"""Whether cells withheld together are told by what is left of their whole: a small number too, or each of them is 1."""

RULES = """
create temp table small_rule as
select
    measure,
    max(suppress_below) as k,
    bool_or(value_type = 'count') as is_count,
    bool_or(value_type = 'proportion') as is_share,
    bool_or(value_type = 'mean') as is_mean,
    arg_max(per, valid_from) as per,
    bool_or(cumulative) as cumulative,
    not coalesce(bool_or(aggregation in ('last', 'none')), false) as adds_up
from dim_measure
group by measure
having k is not null
"""
"""The strictest of a measure's definitions holds for all of its figures, whenever they were published."""

FIGURES = """
create temp table small_figure as
select
    sorted.rowid as position,
    rule.measure,
    coalesce(recoded.authority, sorted.area::varchar) as area,
    sorted.period::varchar as period,
    sorted.breakdown::varchar as breakdown,
    vintage,
    k,
    cumulative,
    adds_up,
    if(is_count, {value}, coalesce({numerator}, round({value} * {denominator} / per))) as n,
    case when is_share then coalesce({denominator}, round(per * {numerator} / nullif({value}, 0))) - n end as rest,
    {value} is not null and n is null as uncounted,
    {value} is null and {marker} is not distinct from 'c' as theirs,
    coalesce(n > 0 and n < k, false)
        or coalesce(rest > 0 and rest < k, false)
        or coalesce(is_mean and {denominator} > 0 and {denominator} < k, false) as small,
    row_number() over (
        partition by rule.measure, coalesce(recoded.authority, sorted.area::varchar), sorted.period, sorted.breakdown
        order by vintage desc, recoded.authority is null desc, sorted.area desc
    ) = 1 as newest
from sorted
join small_rule as rule on sorted.measure = try_cast(rule.measure as measure_code)
left join recoded on recoded.area = sorted.area::varchar
"""
"""Every figure of the measures concerned: ``n`` is its count, ``rest`` what a share leaves of its denominator."""

CELLS = """
create temp table small_cell as
select
    position as cell,
    small_figure.* exclude (position, vintage, newest, uncounted, small, theirs),
    small or theirs as withheld,
    type,
    start_date,
    end_date,
    months,
    year
from small_figure
join small_period using (period)
where newest
"""
"""One row per measure, council, period and breakdown: the newest figure, which decides what readers see."""

YEAR_TO_DATE = """
update small_cell set withheld = true from (
    with recursive

    step as (
        select
            cell,
            n,
            rest,
            k,
            [measure, area, breakdown, year] as run,
            row_number() over (partition by run order by end_date, months) as place
        from small_cell
        where cumulative
          and n is not null
    ),

    walk as (
        select distinct
            run,
            0 as place,
            0::double as shown_n,
            0::double as shown_rest,
            null::bigint as cell,
            false as tells
        from step
        union all
        select
            run,
            step.place,
            if(again.tells, shown_n, n),
            if(again.tells, shown_rest, rest),
            step.cell,
            again.tells
        from walk
        join step using (run),
            lateral (
                select coalesce(n - shown_n > 0 and n - shown_n < k, false)
                    or coalesce(rest - shown_rest > 0 and rest - shown_rest < k, false) as tells
            ) as again
        where step.place = walk.place + 1
    )

    select cell from walk where tells
) as hidden
where small_cell.cell = hidden.cell
"""
"""A year to date is shown only where it is the last one shown, or that and a count that is not small. The later of two
is the one withheld: the earlier has been published."""

PARTS = """
create temp table small_part as
select [measure, area, period, split_part(breakdown, ':', 1)] as whole, cell
from small_cell
where breakdown <> 'total'
union all
select [part.measure, part.area, part.breakdown, entire.period, part.type], part.cell
from small_cell as part
join small_cell as entire
    on entire.measure = part.measure
   and entire.area = part.area
   and entire.breakdown = part.breakdown
   and entire.start_date <= part.start_date
   and entire.end_date >= part.end_date
   and entire.months > part.months
where part.adds_up
  and not part.cumulative
  and part.type in ('month', 'quarter', 'half', 'financial', 'academic', 'calendar')
qualify sum(part.months) over (partition by entire.cell, part.type) = entire.months
"""
"""The cells that come to one whole: the values of a breakdown, the quarters of a year where all of them are there."""

WHOLES = """
create temp table small_whole as
with

named as (
    select distinct whole, measure, area, period, breakdown
    from (
        select whole, measure, area, period, 'total' as breakdown
        from small_part
        join small_cell using (cell)
        where len(whole) = 4
        union all
        select whole, whole[1], whole[2], whole[4], whole[3] from small_part where len(whole) = 5
    )
)

select
    whole,
    cell.cell,
    figure.n,
    figure.rest
from named
join small_cell as cell using (measure, area, period, breakdown)
join small_figure as figure using (measure, area, period, breakdown)
where figure.newest or not (figure.small or figure.theirs)
union all
select whole, null, null, null
from named
anti join small_cell using (measure, area, period, breakdown)
qualify count(*) over (partition by measure, area, period) > 1
"""
"""The wholes by every vintage that is shown. A total nobody gave is known where two breakdowns come to it."""

COVER = """
update small_cell set withheld = true from (
    with

    part as (
        select
            whole,
            cell,
            n,
            rest,
            k,
            withheld,
            row_number() over smallest_first as place,
            sum(n) over (smallest_first rows between 1 following and unbounded following) as shown_n,
            sum(rest) over (smallest_first rows between 1 following and unbounded following) as shown_rest,
            count_if(withheld) over (partition by whole) as hidden,
            sum(n) over (partition by whole) as all_n
        from small_part
        join small_cell using (cell)
        where withheld or n is not null
        window smallest_first as (partition by whole order by withheld desc, coalesce(n, 0) = 0, n, cell)
    ),

    -- Would it do to withhold the first so many? Two unknown numbers, and nothing small left of the whole.
    tried as (
        select
            part.whole,
            place,
            bool_and(
                if(
                    coalesce(entire.withheld, false),
                    true,
                    place > 1
                        and not told(small_whole.n - coalesce(shown_n, 0), place, part.k)
                        and not told(small_whole.rest - coalesce(shown_rest, 0), 0, part.k)
                )
            ) as enough
        from part
        join small_whole using (whole)
        left join small_cell as entire on entire.cell = small_whole.cell
        where place >= hidden
          and (hidden > 0 or (entire.withheld and coalesce(small_whole.n = all_n, true)))
        group by part.whole, place
    ),

    needed as (
        select whole, coalesce(min(place) filter (enough), max(place)) as up_to
        from tried
        group by whole
    )

    select distinct cell
    from part
    join needed using (whole)
    where place <= up_to
) as covering
where small_cell.cell = covering.cell
  and not withheld
"""
"""Withhold the next smallest, where what is withheld could be worked out; of two that are nought the first in order."""

HIDDEN = """
create temp table small_hidden as
with

-- An earlier figure of something withheld, or one that was itself small: the vintages can be compared.
older as (
    select
        small_figure.position,
        measure,
        area,
        start_date,
        end_date,
        small or theirs or withheld as gives_away
    from small_figure
    join small_cell using (measure, area, period, breakdown)
    where not newest
)

select cell as position from small_cell where withheld
union
select older.position
from older
join older as other
    on other.measure = older.measure
   and other.area = older.area
   and other.start_date <= older.end_date
   and other.end_date >= older.start_date
where other.gives_away
"""


def withhold(
    db: duckdb.DuckDBPyConnection, rows: Sorted, authority: dict[str, str], own_area: str
) -> tuple[Sorted, list[Problem]]:
    """Withhold in the temporary table ``sorted`` what DR-35 says; return what is then known of it, and what was done.

    ``authority`` is area to today's code of the same council. The problems say, for each file, how many of its rows
    were withheld, and how many of the council's own nobody can judge: a value without the counts behind it.
    """
    if not rows.present or not db.execute("select count(suppress_below) from dim_measure").fetchone()[0]:
        return rows, []
    for column in ("marker", "note"):
        if column not in rows.present:
            db.execute(f"alter table sorted add column {column} varchar")
    _describe(db, rows.present, authority)
    db.execute(YEAR_TO_DATE)
    db.execute(PARTS)
    db.execute(WHOLES)
    while db.execute(COVER).fetchone()[0]:
        pass
    db.execute(HIDDEN)
    problems = _said(db, rows.present, authority.get(own_area, own_area))
    figures = [column for column in NUMBERS if column in rows.present]
    nothing = ", ".join(f"{column} = null" for column in figures)
    db.execute(f"""
        update sorted set {nothing}, marker = 'c', note = '{NOTE}'
        from small_hidden
        where sorted.rowid = small_hidden.position and coalesce({", ".join(figures)}) is not null
    """)
    for table in ("rule", "figure", "cell", "period", "part", "whole", "hidden"):
        db.execute(f"drop table small_{table}")
    db.execute("drop macro told")
    return replace(rows, present=tuple(dict.fromkeys((*rows.present, "marker", "note")))), problems


def _describe(db: duckdb.DuckDBPyConnection, present: tuple[str, ...], authority: dict[str, str]) -> None:
    """Create the tables of rules, figures, periods and cells."""
    columns = {column: f"sorted.{column}" if column in present else "null::double" for column in NUMBERS}
    recoded = [(area, today) for area, today in authority.items() if area != today]
    db.execute(TOLD)
    db.execute(RULES)
    db.register("recoded", pd.DataFrame(recoded, columns=["area", "authority"], dtype="str"))
    db.execute(FIGURES.format(**columns, marker="sorted.marker"))
    db.unregister("recoded")
    codes = [code for (code,) in db.execute("select distinct period from small_figure").fetchall()]
    found = [periods.parse(code) for code in codes]
    frame = pd.DataFrame(
        [(p.code, p.type, p.start, p.end, p.months, p.financial_year) for p in found],
        columns=["period", "type", "start_date", "end_date", "months", "year"],
    )
    db.register("incoming", frame)
    db.execute("create temp table small_period as select * from incoming")
    db.unregister("incoming")
    db.execute(CELLS)


def _said(db: duckdb.DuckDBPyConnection, present: tuple[str, ...], own_area: str) -> list[Problem]:
    """Return a problem for each file with rows withheld, and for each with rows of the council's nobody can judge."""
    figures = ", ".join(f"sorted.{column}" for column in NUMBERS if column in present)
    query = """
        select file::varchar, min(row), count(*)
        from sorted
        join {table} on sorted.rowid = {table}.position
        where {condition}
        group by 1 order by 1
    """
    hidden = db.execute(query.format(table="small_hidden", condition=f"coalesce({figures}) is not null")).fetchall()
    found = "figures too small to publish, or that would give one back"
    expected = "no count from 1 up to its measure's suppress_below; their values are withheld"
    problems = [Problem(file, row, "value", "withheld (DR-35)", found, expected, count) for file, row, count in hidden]
    uncounted = query.format(table="small_figure", condition="uncounted and small_figure.area = $own")
    unjudged = db.execute(uncounted, {"own": own_area}).fetchall()
    found = "values without numerator or denominator, of measures that withhold small numbers"
    expected = "the counts, without which nobody can tell which are too small"
    return problems + [
        Problem(file, row, "numerator", "not judged (DR-35)", found, expected, count) for file, row, count in unjudged
    ]
