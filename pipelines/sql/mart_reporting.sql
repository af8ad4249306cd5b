-- One row per reporting period a reader can choose: those of the council's cycle that have ended since its plan began.
create table mart_reporting as
with

ended as (
    select dim_period.*
    from dim_period, warehouse
    where type = reporting_type
      and end_date <= as_at
),

since as (
    select *
    from ended
    where end_date >= (select min(valid_from) from dim_plan where level is null and state = 'approved')
       or end_date = (select max(end_date) from ended)
)

select
    period,
    label,
    short_label,
    start_date,
    end_date,
    months,
    month_index,
    row_number() over (order by end_date desc) as position,
    position = 1 as latest
from since
order by end_date;
