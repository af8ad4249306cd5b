-- One row per pair of cost and outcome, comparator group and area with both figures: on which side of the others' medians it lies (SMBC-31, DR-16, DR-24).
-- Every area is compared in one period of each measure, the council's own among them; the two periods end within a year of each other.
create table mart_value as
with

pairs as (
    select
        pair,
        cost as x,
        'total' as x_breakdown,
        outcome as y,
        'total' as y_breakdown
    from dim_pair
),

figures as (
    select *
    from dated_figure
    where breakdown = 'total'
      and area in (select area from mart_comparator)
      and measure in (select x from pairs union select y from pairs)
),

placed as (
    select
        *,
        rank() over (partition by pair, "group" order by x) as cost_rank,
        rank() over (partition by pair, "group" order by y_sign * y desc) as outcome_rank
    from beside('pairs', 'figures', 'mart_comparator', true)
)

select
    pair,
    "group",
    area,
    own,
    x_period as cost_period,
    y_period as outcome_period,
    others,
    x as cost_value,
    y as outcome_value,
    x_median as cost_median,
    y_median as outcome_median,
    -- Too few for a middle that means anything (DR-16): the figures stand beside each other, unjudged.
    case when others >= 5 then side_of(x_gap, null) end as cost_side,
    case when others >= 5 then side_of(y_gap, y_sign) end as outcome_side,
    cost_rank,
    case when y_sign is not null then outcome_rank end as outcome_rank,
    others + 1 as of_n
from placed
order by pair, "group", area;
