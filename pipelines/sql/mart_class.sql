-- One row per classification that cuts across the plan and class of it: the council's own, then those every measure's definition states.
create table mart_class as
with

stated as (
    select *
    from (
        values
            ('three_e', 'Economy, efficiency, effectiveness', 'economy', 'Economy', 'What it costs.', 1),
            ('three_e', 'Economy, efficiency, effectiveness', 'efficiency', 'Efficiency', 'What one gets for what it costs.', 2),
            ('three_e', 'Economy, efficiency, effectiveness', 'effectiveness', 'Effectiveness', 'Whether it works.', 3),
            ('council_role', 'Council role', 'deliver', 'Deliver', 'The council does it itself.', 1),
            ('council_role', 'Council role', 'enable', 'Enable', 'The council makes it possible for others.', 2),
            ('council_role', 'Council role', 'influence', 'Influence', 'Others decide; the council has a say.', 3)
    ) as house (classification, classification_name, class, name, description, position)
    where (classification = 'three_e' and exists (from current_measure where in_plan and three_e is not null))
       or (classification = 'council_role' and exists (from current_measure where in_plan and council_role is not null))

    union all

    select distinct
        'theme',
        'Themes of outcomes',
        theme,
        upper(theme[1]) || theme[2:],
        null,
        dense_rank() over (order by theme)
    from current_measure
    where in_plan
      and theme is not null
)

select
    classification,
    classification_name,
    class,
    name,
    description,
    min(position) over (partition by classification) as classification_position,
    position
from dim_class

union all

select
    classification,
    classification_name,
    class,
    name,
    description,
    1000000 + list_position(['three_e', 'council_role', 'theme'], classification),
    position
from stated
where classification not in (select classification from dim_class)

order by classification_position, position;
