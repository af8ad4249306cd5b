-- One row per measure and period with a figure of the council: dim_period's words beside mart_status and mart_travel, as a trend shows them.
create view mart_trend_point as
select
    measure,
    period,
    type,
    label,
    short_label,
    financial_year,
    start_date,
    end_date,
    months,
    mart_status.value,
    lower,
    upper,
    numerator,
    denominator,
    marker,
    note,
    vintage,
    revised_from,
    target,
    intervention,
    stretch,
    status,
    variance,
    variance_percent,
    previous_change,
    previous_direction,
    previous_judgement,
    year_change,
    year_direction,
    year_judgement
from mart_status
join dim_period using (period)
left join mart_travel using (measure, period);
