-- Rules every mart, and every query on a reader's own choice, shares. They are kept in the warehouse with the tables.

-- A figure as published: rounded half up by decimal arithmetic, so that no verdict contradicts what is on screen (DR-09).
create macro exact(figure, places) as
case places
    when 0 then round(figure::decimal(30, 12), 0)::decimal(30, 12)
    when 1 then round(figure::decimal(30, 12), 1)::decimal(30, 12)
    when 2 then round(figure::decimal(30, 12), 2)::decimal(30, 12)
    when 3 then round(figure::decimal(30, 12), 3)::decimal(30, 12)
    when 4 then round(figure::decimal(30, 12), 4)::decimal(30, 12)
    when 5 then round(figure::decimal(30, 12), 5)::decimal(30, 12)
    else round(figure::decimal(30, 12), 6)::decimal(30, 12)
end;

-- The same as a plain number, for showing.
create macro rounded(figure, places) as exact(figure, places)::double;

-- +1 where higher is better, -1 where lower is (DR-01).
create macro sign_of(polarity) as case polarity when 'higher' then 1 when 'lower' then -1 end;

-- Distance outside a plan-is-best band; 0 inside it (DR-06).
create macro outside(figure, low, high) as greatest(low - figure, 0, figure - high);

-- Months between two values of a measure: by the kind of period, and by the frequency where a period has no length of its own.
create macro step_months(period_type, frequency) as
case period_type
    when 'month' then 1
    when 'quarter' then 3
    when 'half' then 6
    when 'financial' then 12
    when 'academic' then 12
    when 'calendar' then 12
    else case frequency when 'monthly' then 1 when 'quarterly' then 3 when 'half-yearly' then 6 else 12 end
end;

-- Quartile band from A, the best, to D (DR-18, with LAIT's closed ends); null without polarity.
create macro quartile_band(figure, q25, q50, q75, polarity) as
case polarity
    when 'lower' then case when figure <= q25 then 'A' when figure <= q50 then 'B' when figure <= q75 then 'C' else 'D' end
    when 'higher' then case when figure <= q25 then 'D' when figure <= q50 then 'C' when figure <= q75 then 'B' else 'A' end
end;

-- Whether a later figure says something else than an earlier one: 79.73899999999999 is 79.739 as another program wrote it (DR-37).
create macro revises(later, earlier) as
later is distinct from earlier
and not coalesce(abs(later - earlier) <= 1e-12 * greatest(abs(later), abs(earlier)), false);

-- JSON documents as one that lists them: their texts put together, as ``to_json`` would take each apart and write it again.
create macro listed(documents) as ('[' || array_to_string(documents, ',') || ']')::json;

-- current_observation as it stood at the end of a day: every value of every council in the vintage published last by then (DR-37).
create macro as_published(day) as table
select
    measure,
    authority as area,
    period,
    breakdown,
    value,
    numerator,
    denominator,
    lower,
    upper,
    marker,
    note,
    vintage,
    recorded_at,
    file,
    row
from fact_observation
join dim_area using (area)
where vintage <= day
qualify row_number() over (
    partition by measure, authority, period, breakdown
    order by vintage desc, area = authority desc, area desc
) = 1;
