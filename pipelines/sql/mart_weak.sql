-- One row per measure and reporting period with a sign of weakness: below target, getting worse, in the last quarter of the councils it is compared with (DCC-09).
create table mart_weak as
with

signs as (
    select
        measure,
        period,
        coalesce(observed_status in ('red', 'amber'), false) as below_target,
        -- Worse over five points (DR-14), or than a year ago by more than chance would explain (DR-13).
        coalesce(trend_judgement = 'worse', false)
            or coalesce(year_judgement = 'declined' and year_significant is distinct from false, false) as worsening,
        coalesce(quartile = 'D', false) as behind
    from mart_scorecard
)

select
    *,
    below_target::integer + worsening::integer + behind::integer as signs
from signs
where below_target or worsening or behind
order by period, measure;
