-- One row per change to the framework: decisions as they are recorded, and what the data shows to have changed though nobody recorded why (DCC-05).
create table mart_change as
with

-- The days on which a measure began, was defined anew, ended, or had targets set again.
found as (
    select
        valid_from as changed_on,
        'measure' as kind,
        measure as code,
        if(row_number() over (partition by measure order by valid_from) = 1, 'Measure added', 'Measure defined anew') as summary,
        null as reason,
        null as decided_by
    from dim_measure
    where in_plan
    qualify valid_from > date '1900-01-01'

    union all

    select
        max(valid_to),
        'measure',
        measure,
        'Measure ended',
        null,
        null
    from dim_measure, warehouse
    where in_plan
    group by measure, as_at
    having max(valid_to) < as_at

    union all

    select
        changed_on,
        'target',
        measure,
        'Target set again for ' || if(count(*) = 1, 'one period', count(*) || ' periods'),
        string_agg(distinct why, ' '),
        string_agg(distinct who, ', ')
    from mart_target_change
    group by changed_on, measure
),

-- A measure that ends on 31 March is decided on as of that day or the next.
unrecorded as (
    select *
    from found
    where not exists (
        from dim_change
        where dim_change.kind = found.kind
          and dim_change.code = found.code
          and dim_change.changed_on between found.changed_on - 7 and found.changed_on + 7
    )
),

every as (
    select changed_on, kind, code, summary, reason, decided_by, true as recorded from dim_change
    union all
    select changed_on, kind, code, summary, reason, decided_by, false from unrecorded
)

select
    changed_on,
    every.kind,
    every.code,
    coalesce(current_measure.short_title, dim_basket.name, dim_plan.title) as title,
    case when current_measure.measure is not null then 'measures' else page end as page,
    summary,
    reason,
    every.decided_by,
    recorded
from every
left join current_measure on every.kind in ('measure', 'target') and current_measure.measure = every.code
left join dim_basket on every.kind = 'basket' and dim_basket.basket = every.code
left join dim_plan on every.kind = 'plan' and dim_plan.node = every.code
left join dim_level on dim_level.level = dim_plan.level
order by changed_on desc, every.kind, every.code, summary;
