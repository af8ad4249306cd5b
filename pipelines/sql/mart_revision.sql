-- One row per measure, period and vintage in which the council's own value became another: the old and the new, and what each amounts to (DR-37).
create table mart_revision as
with

followed as (
    select
        measure,
        period,
        lag(vintage) over published as old_vintage,
        vintage as new_vintage,
        lag(value) over published as old_value,
        value as new_value,
        lag(status) over published as old_status,
        status as new_status
    from mart_published
    window published as (partition by measure, period order by vintage)
)

-- A first value after none is an arrival; a value taken back is a revision.
select
    *,
    old_status <> new_status as changed_status
from followed
where old_value is not null
  and revises(new_value, old_value)
order by measure, period, new_vintage;
