-- Rules of comparison: what the figures of a set of councils say together, and when two measures stand beside each other.
-- The marts hold the answers for every comparator group; the explorer asks them of councils a reader picks.

-- How many figures a set has and their quarters, and what all but the council's own say (DR-16): an aggregate, to be unnested.
-- Of figures there are: no value is null. A null leaves a row out sooner than ``filter`` does, which copies all others for each aggregate.
create macro described(value, own, own_value) as
{
    n: count(*),
    q: quantile_cont(value, [0.25, 0.5, 0.75]),
    others: count(if(own, null, value)),
    others_mean: avg(if(own, null, value)),
    others_median: median(if(own, null, value)),
    others_low: min(if(own, null, value)),
    others_high: max(if(own, null, value)),
    own_value: any_value(own_value),
    above: count(if(value > own_value, 1, null)),
    below: count(if(value < own_value, 1, null))
};

-- Each row of ``distribution`` (measure, breakdown, "group", period and what ``described`` says, q as q25, q50 and q75) with its
-- period and the council's place (DR-16 to DR-19); the mean of fewer than five others is withheld.
create macro spread_of(distribution) as table
select
    measure,
    breakdown,
    "group",
    period,
    dim_period.type,
    label,
    short_label,
    start_date,
    end_date,
    dim_period.months,
    month_index,
    financial_year,
    own_value as value,
    n,
    others,
    case when others >= 5 then others_mean end as mean,
    others_median as median,
    others_low as low,
    others_high as high,
    q25,
    q50,
    q75,
    case when own_value is not null then place_of(polarity, above, below) end as rank,
    case when own_value is not null then n end as of_n,
    case
        when quartiles and n >= 4 and own_value is not null
            then quartile_band(own_value, q25, q50, q75, polarity)
    end as quartile,
    case when own_value is not null then quintile(if(polarity = 'lower', above, below) + 1, n) end as quintile,
    others < 5 as withheld
from query_table(distribution)
join current_measure using (measure)
join dim_period using (period);

-- Areas by two measures each, like with like in time (DR-24), and their distances from the others' medians (DR-16).
-- ``pairs``: pair, x, x_breakdown, y, y_breakdown; ``figures``: dated_figure of those; ``members``: "group", area, own.
-- Compared are the latest periods of the two that enough members have and that end within a year of each other; of several
-- that end as late, those nearest to each other, then the measures' own kinds of period. ``with_own``: the council has both.
create macro beside(pairs, figures, members, with_own) as table
with

sized as (
    select "group", least(5, count(*)) as enough
    from query_table(members)
    where not own
    group by "group"
),

paired as (
    select
        pair,
        "group",
        listed.area,
        own,
        xs.period as x_period,
        ys.period as y_period,
        xs.value as x,
        ys.value as y,
        abs(xs.month_index - ys.month_index) as apart,
        least(xs.end_date, ys.end_date) as older,
        xs.own_kind::integer + ys.own_kind::integer as own_kinds,
        xs.months + ys.months as months
    from query_table(pairs) as asked
    join query_table(figures) as xs
        on xs.measure = asked.x
       and xs.breakdown = x_breakdown
    join query_table(figures) as ys
        on ys.measure = asked.y
       and ys.breakdown = y_breakdown
       and ys.area = xs.area
       and abs(ys.month_index - xs.month_index) < 12
    join query_table(members) as listed on listed.area = xs.area
),

chosen as (
    select
        pair,
        "group",
        x_period,
        y_period,
        count(*) filter (not own) as others
    from paired
    join sized using ("group")
    group by pair, "group", x_period, y_period
    having others >= any_value(enough)
       and (not with_own or bool_or(own))
    qualify row_number() over (
        partition by pair, "group"
        order by
            any_value(older) desc,
            any_value(apart),
            any_value(own_kinds) desc,
            any_value(months) desc,
            x_period,
            y_period
    ) = 1
)

select
    pair,
    "group",
    area,
    own,
    x_period,
    y_period,
    others,
    paired.x,
    paired.y,
    median(paired.x) filter (not own) over everyone as x_median,
    median(paired.y) filter (not own) over everyone as y_median,
    sign_of(arcs.polarity) as x_sign,
    sign_of(heights.polarity) as y_sign,
    exact(paired.x, arcs.decimals) - exact(x_median, arcs.decimals) as x_gap,
    exact(paired.y, heights.decimals) - exact(y_median, heights.decimals) as y_gap
from paired
join chosen using (pair, "group", x_period, y_period)
join query_table(pairs) as asked using (pair)
join current_measure as arcs on arcs.measure = asked.x
join current_measure as heights on heights.measure = asked.y
window everyone as (partition by pair, "group");

-- Each of ``intervals`` (columns as in mart_interval) against the published figure of its area's nation (DR-22, DR-24).
-- mart_significance holds the council's own.
create macro against_nation(intervals) as table
with

nations as (
    select nation, area as benchmark_area
    from dim_area
    where type in ('nation', 'country')
      and nation is not null
      and authority = area
    qualify row_number() over (partition by nation order by type = 'nation' desc, area) = 1
),

compared as (
    select
        bounded.measure,
        bounded.area,
        bounded.period,
        bounded.breakdown,
        benchmark_area,
        theirs.value as benchmark,
        bounded.lower,
        bounded.upper,
        method,
        against_benchmark(bounded.lower, bounded.upper, theirs.value, polarity) as comparison,
        against_benchmark(lower998, upper998, theirs.value, polarity) as comparison998
    from query_table(intervals) as bounded
    join dim_area using (area)
    join nations using (nation)
    join current_observation as theirs
        on theirs.measure = bounded.measure
       and theirs.area = benchmark_area
       and theirs.period = bounded.period
       and theirs.breakdown = bounded.breakdown
    join current_measure on current_measure.measure = bounded.measure
    where bounded.area <> benchmark_area
)

select *
from compared
where comparison is not null;
