-- One row per pair of cost and outcome, comparator group and area with both figures: on which side of the others' medians it lies (SMBC-31, DR-16, DR-24).
-- Every area is compared in one period of each measure, the council's own among them; the two periods end within a year of each other.
create table mart_value as
with

figures as (
    select *
    from dated_figure
    where breakdown = 'total'
      and area in (select area from mart_comparator)
      and measure in (select cost from dim_pair union select outcome from dim_pair)
),

-- Periods of the two measures that can stand together, and how many areas of each group have both figures.
together as (
    select
        pair,
        "group",
        costs.period as cost_period,
        outcomes.period as outcome_period,
        any_value(abs(costs.month_index - outcomes.month_index)) as apart,
        any_value(least(costs.end_date, outcomes.end_date)) as older,
        any_value(costs.own_kind::integer + outcomes.own_kind::integer) as own_kinds,
        any_value(costs.months + outcomes.months) as months,
        count(*) filter (not mart_comparator.own) as others
    from dim_pair
    join figures as costs on costs.measure = cost
    join figures as outcomes
        on outcomes.measure = outcome
       and outcomes.area = costs.area
       and abs(outcomes.month_index - costs.month_index) < 12
    join mart_comparator on mart_comparator.area = costs.area
    group by pair, "group", cost_period, outcome_period
    having bool_or(mart_comparator.own)
),

sized as (
    select "group", least(5, count(*)) as enough
    from mart_comparator
    where not own
    group by "group"
),

-- The latest both have; of several that end as late, those nearest to each other, then the measures' own kinds of period.
chosen as (
    select pair, "group", cost_period, outcome_period, others
    from together
    join sized using ("group")
    where others >= enough
    qualify row_number() over (
        partition by pair, "group"
        order by older desc, apart, own_kinds desc, months desc, cost_period, outcome_period
    ) = 1
),

placed as (
    select
        pair,
        chosen."group",
        mart_comparator.area,
        own,
        cost_period,
        outcome_period,
        others,
        costs.value as cost_value,
        outcomes.value as outcome_value,
        median(costs.value) filter (not own) over everyone as cost_median,
        median(outcomes.value) filter (not own) over everyone as outcome_median,
        sign_of(buys.polarity) as sign,
        rank() over (partition by pair, chosen."group" order by costs.value) as cost_rank,
        rank() over (partition by pair, chosen."group" order by sign * outcomes.value desc) as outcome_rank,
        exact(cost_value, spends.decimals) - exact(cost_median, spends.decimals) as cost_gap,
        exact(outcome_value, buys.decimals) - exact(outcome_median, buys.decimals) as outcome_gap
    from chosen
    join dim_pair using (pair)
    join mart_comparator on mart_comparator."group" = chosen."group"
    join figures as costs
        on costs.area = mart_comparator.area
       and costs.measure = cost
       and costs.period = cost_period
    join figures as outcomes
        on outcomes.area = mart_comparator.area
       and outcomes.measure = outcome
       and outcomes.period = outcome_period
    join current_measure as spends on spends.measure = cost
    join current_measure as buys on buys.measure = outcome
    window everyone as (partition by pair, chosen."group")
)

select
    pair,
    "group",
    area,
    own,
    cost_period,
    outcome_period,
    others,
    cost_value,
    outcome_value,
    cost_median,
    outcome_median,
    -- Too few for a middle that means anything (DR-16): the figures stand beside each other, unjudged.
    case when others >= 5 then side_of(cost_gap, null) end as cost_side,
    case when others >= 5 then side_of(outcome_gap, sign) end as outcome_side,
    cost_rank,
    case when sign is not null then outcome_rank end as outcome_rank,
    others + 1 as of_n
from placed
order by pair, "group", area;
