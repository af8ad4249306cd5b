-- One row per measure, period and time its target was set again: what it was, what it became, who said so and why (BCC-05).
create table mart_target_change as
with

followed as (
    select
        *,
        row_number() over set_again > 1 as again,
        lag(target) over set_again as old_target,
        lag(intervention) over set_again as old_intervention,
        lag(stretch) over set_again as old_stretch
    from fact_target
    window set_again as (partition by measure, period order by vintage)
)

select
    measure,
    period,
    vintage as changed_on,
    old_target,
    target,
    old_intervention,
    intervention,
    old_stretch,
    stretch,
    who,
    why
from followed
where again
  and (
    target is distinct from old_target
    or intervention is distinct from old_intervention
    or stretch is distinct from old_stretch
  )
order by changed_on desc, measure, period;
