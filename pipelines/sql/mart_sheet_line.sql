-- One row per measure of the plan and reporting period: what the scorecard shows and is sifted by, with nodes served, baskets and the last values.
create view mart_sheet_line as
select
    mart_scorecard_line.* exclude (
        scheme,
        note,
        previous_z,
        previous_reason,
        year_z,
        year_reason,
        next_period,
        next_label,
        projected_low,
        projected_high,
        projection_method,
        band_low,
        band_high
    ),
    below_target,
    worsening,
    behind,
    coalesce(signs, 0) as signs,
    observed.short_label as observed_short,
    nodes,
    baskets,
    series,
    -- Its place in the order of the scorecard, the most pressing first.
    row_number() over (partition by period order by severity, red_run desc, variance_percent, measure) - 1 as place
from mart_scorecard_line
left join mart_weak using (measure, period)
left join (
    select measure, period, list(node order by node) as nodes
    from mart_served
    group by measure, period
) using (measure, period)
left join (
    select measure, list(basket order by basket) as baskets
    from bridge_basket_measure
    group by measure
) using (measure)
left join dim_period as observed on observed.period = observed_period
left join (
    select
        measure,
        mart_reporting.period,
        list(value order by dim_period.end_date)[-13:] as series
    from mart_status
    join dim_period using (period)
    join current_measure using (measure)
    join mart_reporting on dim_period.end_date <= mart_reporting.end_date
    where in_plan
      and dim_period.type = coalesce(period_type, dim_period.type)
    group by measure, mart_reporting.period
) using (measure, period)
where in_plan;
