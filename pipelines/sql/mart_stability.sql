-- One row per basket and financial year from the plan's first to the present: how much of the basket is as it was at the baseline (SMBC-51).
-- A basket is what it is today with the decisions since a day undone. A measure is unchanged if it is still in the basket, under the definition
-- of the baseline and with no break in its series since. Nothing is known of a basket where no decision names the measures it moved.
create table mart_stability as
with

frame as (
    select
        coalesce(
            (select valid_from
             from dim_plan
             where level is null
               and valid_from <= as_at
             order by
                 valid_to >= as_at desc,
                 state <> 'superseded' desc,
                 list_position(['corporate', 'strategic'], kind) nulls last,
                 valid_from desc
             limit 1),
            as_at
        ) as began_on,
        as_at
    from warehouse
),

years as (
    select
        financial_year,
        least(end_date, as_at) as day,
        first_value(financial_year) over (order by end_date) as baseline_year,
        first_value(least(end_date, as_at)) over (order by end_date) as baseline_day
    from dim_period, frame
    where type = 'financial'
      and end_date >= began_on
      and start_date <= as_at
),

-- Every measure that ever was in a basket, as far as is known.
pairs as (
    select basket, measure from bridge_basket_measure
    union
    select basket, measure from bridge_basket_change
),

placed as (
    select
        pairs.basket,
        pairs.measure,
        financial_year,
        day,
        coalesce(
            max_by(added, changed_on) filter (changed_on <= day),
            not min_by(added, changed_on) filter (changed_on > day),
            any_value(now.measure) is not null
        ) as within
    from pairs
    cross join years
    left join bridge_basket_measure as now using (basket, measure)
    left join bridge_basket_change as decided using (basket, measure)
    group by all
),

members as (
    select
        basket,
        placed.measure,
        financial_year,
        day,
        valid_from
    from placed
    join dim_measure
        on dim_measure.measure = placed.measure
       and day between valid_from and valid_to
    where within
),

base as (
    select
        basket,
        measure,
        valid_from,
        baseline_day,
        years.financial_year
    from members
    join years on members.financial_year = baseline_year
),

compared as (
    select
        basket,
        financial_year,
        base.measure is not null as was,
        members.measure is not null as still,
        coalesce(base.valid_from = members.valid_from, false) and not exists (
            from dim_event
            where dim_event.measure = base.measure
              and kind = 'break'
              and event_date > base.baseline_day
              and event_date <= members.day
        ) as same
    from base
    full join members using (basket, measure, financial_year)
),

-- Decisions since the baseline that say a basket changed and not by which measures.
untold as (
    select distinct
        code as basket,
        financial_year
    from dim_change
    join years
        on changed_on > baseline_day
       and changed_on <= day
    where kind = 'basket'
      and (changed_on, code) not in (select (changed_on, basket) from bridge_basket_change)
),

counted as (
    select
        basket,
        financial_year,
        any_value(baseline_year) as baseline_year,
        any_value(day) as day,
        count(*) filter (was) as baseline_measures,
        count(*) filter (still) as measures,
        count(*) filter (was and still and same) as unchanged,
        count(*) filter (was and still and not same) as redefined,
        count(*) filter (was and not still) as gone,
        count(*) filter (still and not was) as joined
    from compared
    join years using (financial_year)
    group by basket, financial_year
),

told as (
    select
        *,
        (select count(*) > 0 from bridge_basket_change)
            and (basket, financial_year) not in (select (basket, financial_year) from untold) as known
    from counted
)

select
    *,
    case when known and baseline_measures > 0 then 100 * unchanged / baseline_measures end as stability
from told
order by basket, financial_year;
