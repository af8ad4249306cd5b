-- One row per measure and reporting period: mart_scorecard with the words of its measure and of its status.
create view mart_scorecard_line as
select
    mart_scorecard.*,
    title,
    short_title,
    unit,
    prefix,
    suffix,
    decimals,
    polarity,
    band_low,
    band_high,
    frequency,
    tier,
    component,
    theme,
    type,
    lifecycle,
    council_role,
    three_e,
    partners,
    reach,
    in_plan,
    headline,
    directorate,
    service,
    portfolio,
    committee,
    owner,
    dim_status.label as status_label,
    shape
from mart_scorecard
join current_measure using (measure)
left join dim_status
    on dim_status.scheme = mart_scorecard.scheme
   and dim_status.status = mart_scorecard.status;
