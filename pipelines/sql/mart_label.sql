-- One row per status: the council's word for it, that of the scheme that rates most measures of the plan and has the status.
create table mart_label as
with

used as (
    select scheme, count(measure) as measures
    from dim_scheme
    left join (select scheme, measure from current_measure where in_plan) using (scheme)
    group by scheme
)

select
    status,
    first(label order by measures desc, scheme) as label,
    first(shape order by measures desc, scheme) as shape,
    bool_or(rated) as rated,
    min(severity) as severity
from dim_status
join used using (scheme)
group by status
order by severity, status;
