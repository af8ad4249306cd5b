-- Rules of statistics: intervals, tests and places in a distribution. What cannot be computed is null, never an error.

-- The normal deviate of a two-sided confidence of 95% or 99.8%: norm.ppf(1 - (1 - confidence) / 2), to the last digit.
create macro normal_deviate(confidence) as
case confidence when 0.95 then 1.959963984540054::double when 0.998 then 3.090232306167813::double end;

-- Within 0 and 1, and null if null: greatest and least alone would pass over it.
create macro as_share(figure) as case when figure is not null then greatest(0, least(1, figure)) end;

-- Wilson's interval for a share, as a share from 0 to 1 (DR-20). A count above its denominator is no share. None and
-- all reach the end of the scale exactly: 99.99999999999998% would be significantly below a benchmark of 100%.
create macro wilson_bound(x, n, z, side) as
case
    when z is not null and n > 0 and x = 0 and side = -1 then 0
    when z is not null and n > 0 and x = n and side = 1 then 1
    when x >= 0 and n > 0 and x <= n
        then as_share((2 * x + z * z + side * z * sqrt(z * z + 4 * x * (1 - x::double / n))) / (2 * (n + z * z)))
end;

create macro wilson_lower(x, n, confidence := 0.95) as wilson_bound(x, n, normal_deviate(confidence), -1);
create macro wilson_upper(x, n, confidence := 0.95) as wilson_bound(x, n, normal_deviate(confidence), 1);

-- Exact Poisson limits of 0 to 9 events, from scipy: chi2.ppf(tail, 2o) / 2, chi2.ppf(1 - tail, 2o + 2) / 2.
create macro poisson_lowers(confidence) as
case confidence
    when 0.95 then [0, 0.025317807984, 0.242209278544, 0.618672122896, 1.089865373626,
                    1.623486390118, 2.201894253491, 2.81436305152, 3.453832176749, 4.115373097378]::double[]
    when 0.998 then [0, 0.001000500334, 0.045402017769, 0.190533377568, 0.428552413628,
                     0.739371731918, 1.107104660256, 1.520336260399, 1.97081392174, 2.452424404364]::double[]
end;

create macro poisson_uppers(confidence) as
case confidence
    when 0.95 then [3.688879454114, 5.571643390939, 7.224687667724, 8.767273069742, 10.241588675404,
                    11.668332079323, 13.059474022519, 14.422675361702, 15.763189220193, 17.084803451419]::double[]
    when 0.998 then [6.907755278982, 9.233413476452, 11.228872242413, 13.062240779188, 14.794149222537,
                     16.45474520368, 18.061636840199, 19.626177395384, 21.15619816584, 22.657373309063]::double[]
end;

-- Byar's interval for a count of events; exact below ten, where a count must be whole (DR-21).
create macro byar_lower(events, confidence := 0.95) as
case
    when events >= 10
        then events * pow(1 - 1 / (9.0 * events) - normal_deviate(confidence) / (3 * sqrt(events)), 3)
    when events >= 0 and events = floor(events) then poisson_lowers(confidence)[events::integer + 1]
end;

create macro byar_upper(events, confidence := 0.95) as
case
    when events >= 10
        then (events + 1) * pow(1 - 1 / (9.0 * (events + 1)) + normal_deviate(confidence) / (3 * sqrt(events + 1)), 3)
    when events >= 0 and events = floor(events) then poisson_uppers(confidence)[events::integer + 1]
end;

-- The interval of a figure that is its numerator over its denominator, in the figure's own unit.
create macro interval_lower(value_type, per, numerator, denominator, confidence := 0.95) as
case
    when value_type = 'proportion' then per * wilson_lower(numerator, denominator, confidence)
    when value_type = 'rate' and denominator > 0 then per * byar_lower(numerator, confidence) / denominator
end;

create macro interval_upper(value_type, per, numerator, denominator, confidence := 0.95) as
case
    when value_type = 'proportion' then per * wilson_upper(numerator, denominator, confidence)
    when value_type = 'rate' and denominator > 0 then per * byar_upper(numerator, confidence) / denominator
end;

-- Whether a figure is its numerator over its denominator: within one of its last published digits, or half a per cent
-- where counts are rounded. A standardised figure is not, and the interval of its raw counts would not be its own.
create macro is_ratio(figure, per, numerator, denominator, decimals) as
case
    when denominator > 0 and numerator is not null and figure is not null
        then abs(figure - per * numerator / denominator) <= greatest(pow(10, -decimals), 0.005 * abs(figure))
    else false
end;

-- An area's interval against a benchmark's value, both bounds strict: touching is similar (DR-22).
create macro against_benchmark(lower_limit, upper_limit, benchmark, polarity) as
case
    when coalesce(lower_limit > upper_limit or benchmark is null, true) then null
    when upper_limit < benchmark then if(polarity = 'higher', 'worse', if(polarity = 'lower', 'better', 'lower'))
    when lower_limit > benchmark then if(polarity = 'higher', 'better', if(polarity = 'lower', 'worse', 'higher'))
    else 'similar'
end;

-- The z of a change between two shares, positive where the second is higher (DR-13).
create macro two_proportion_z(x1, n1, x2, n2) as
case
    when n1 > 0 and n2 > 0 and x1 between 0 and n1 and x2 between 0 and n2 and x1 + x2 > 0 and x1 + x2 < n1 + n2
        then (x2::double / n2 - x1::double / n1)
           / sqrt((x1 + x2)::double / (n1 + n2) * (1 - (x1 + x2)::double / (n1 + n2)) * (1.0 / n1 + 1.0 / n2))
end;

-- More than chance would explain, at 95% (DR-13).
create macro is_significant(z) as abs(z) > 1.96;

-- Weight of a point with this 95% interval: one over its squared standard error (DR-14). No width, no weight.
create macro trend_weight(lower_limit, upper_limit) as
case when upper_limit > lower_limit then 1 / pow((upper_limit - lower_limit) / 3.92, 2) end;

-- Place from the best, ties sharing the better one, by how many are above and below; null without polarity (DR-17).
create macro place_of(polarity, above, below) as case polarity when 'higher' then above + 1 when 'lower' then below + 1 end;

-- On which side of a median a figure lies, by its distance from it; without a sign neither side is better.
create macro side_of(gap, sign) as
case
    when gap = 0 then 'same'
    when sign is null then if(gap > 0, 'higher', 'lower')
    when sign * gap > 0 then 'better'
    else 'worse'
end;

-- Fifth of the group from 1 to 5, ties together, by OHID's formula on the smallest rank; none below five (DR-19).
create macro quintile(rank, n) as
case when n >= 5 and rank between 1 and n then 6 - ((n + 1 - rank) * 5 + n - 1) // n end;

-- Limits of a funnel around a pooled average, as a share or as events per head (DR-23). An area lies beyond a limit
-- exactly where the average lies beyond the area's own interval, which is how phstatsmethods assigns significance:
--   a share, Wilson:  pooled ± z √(pooled (1 - pooled) / denominator);
--   a rate, Byar:     the count whose Byar limit is the expected count (pooled × denominator), over the denominator.

-- The x at which x (1 - 1 / 9x - z / 3√x)³ is the expected count: Newton's method on the cube roots, six steps enough.
create macro byar_count(expected, z) as
list_reduce(
    [expected, 0, 0, 0, 0, 0, 0]::double[],
    lambda x, step:
    x - (cbrt(x) - pow(x, -2 / 3.0) / 9 - z * pow(x, -1 / 6.0) / 3 - cbrt(expected))
    / (pow(x, -2 / 3.0) / 3 + pow(x, -5 / 3.0) * 2 / 27 + z * pow(x, -7 / 6.0) / 18)
);

-- The count from 0 to 10 whose limit is the expected count, on straight lines between the limits of whole counts.
create macro between_counts(limits, expected, above) as
above - 1 + (expected - limits[above]) / (limits[above + 1] - limits[above]);

create macro exact_count(limits, expected) as
between_counts(limits, expected, len(list_filter(limits, lambda bound: bound <= expected)));

create macro count_not_low(expected, confidence := 0.95) as
case
    when expected < poisson_uppers(confidence)[1] then 0
    when expected < byar_upper(10, confidence)
        then exact_count(list_append(poisson_uppers(confidence), byar_upper(10, confidence)), expected)
    else byar_count(expected, -normal_deviate(confidence)) - 1
end;

create macro count_not_high(expected, confidence := 0.95) as
case
    when expected < byar_lower(10, confidence)
        then exact_count(list_append(poisson_lowers(confidence), byar_lower(10, confidence)), expected)
    else byar_count(expected, normal_deviate(confidence))
end;

create macro funnel_lower(value_type, pooled, denominator, confidence := 0.95) as
case
    when denominator > 0 and value_type = 'proportion' and pooled between 0 and 1
        then as_share(pooled - normal_deviate(confidence) * sqrt(pooled * (1 - pooled) / denominator))
    when denominator > 0 and value_type = 'rate' and pooled >= 0
        then count_not_low(pooled * denominator, confidence) / denominator
end;

create macro funnel_upper(value_type, pooled, denominator, confidence := 0.95) as
case
    when denominator > 0 and value_type = 'proportion' and pooled between 0 and 1
        then as_share(pooled + normal_deviate(confidence) * sqrt(pooled * (1 - pooled) / denominator))
    when denominator > 0 and value_type = 'rate' and pooled >= 0
        then count_not_high(pooled * denominator, confidence) / denominator
end;

-- Where a figure lies in its funnel: within the limits, or beyond which of them.
create macro funnel_place(figure, lower95, upper95, lower998, upper998) as
case
    when figure < lower998 then 'low 99.8'
    when figure < lower95 then 'low 95'
    when figure > upper998 then 'high 99.8'
    when figure > upper95 then 'high 95'
    else 'within'
end;

-- The interval of each of ``figures`` (columns as in current_observation) that has one: the publisher's, or ours from the
-- counts (DR-20, DR-21). mart_interval holds the council's own.
create macro intervals_of(figures) as table
with

known as (
    select
        measure,
        area,
        period,
        breakdown,
        value,
        lower as published_lower,
        upper as published_upper,
        case value_type when 'proportion' then 'Wilson' when 'rate' then 'Byar' end as computed_method,
        value_type,
        per,
        figures.numerator,
        figures.denominator,
        lower is not null and upper is not null as published
    from query_table(figures) as figures
    join current_measure using (measure)
    where value is not null
      and (
          published
          or (
              value_type in ('proportion', 'rate')
              and is_ratio(value, per, figures.numerator, figures.denominator, decimals)
          )
      )
),

bounded as (
    select
        *,
        if(published, published_lower, interval_lower(value_type, per, numerator, denominator)) as lower,
        if(published, published_upper, interval_upper(value_type, per, numerator, denominator)) as upper,
        if(published, null, interval_lower(value_type, per, numerator, denominator, 0.998)) as lower998,
        if(published, null, interval_upper(value_type, per, numerator, denominator, 0.998)) as upper998
    from known
)

select
    measure,
    area,
    period,
    breakdown,
    value,
    lower,
    upper,
    lower998,
    upper998,
    if(published, 'published', computed_method) as method
from bounded
where lower is not null;
