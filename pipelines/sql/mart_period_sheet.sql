-- One row per reporting period: all that the scorecard asks, in JSON: measures of the plan, by what they are sifted, and what mart_reading and mart_glossary tell.
create table mart_period_sheet as
with

shown as (
    select
        period,
        place,
        to_json({
            measure: measure,
            place: place,
            short_title: short_title,
            unit: unit,
            prefix: prefix,
            suffix: suffix,
            decimals: decimals,
            owner: owner,
            observed_period: observed_period,
            observed_label: observed_label,
            observed_short: observed_short,
            value: value,
            lower: lower,
            upper: upper,
            marker: marker,
            target: target,
            intervention: intervention,
            variance: variance,
            variance_percent: variance_percent,
            status: status,
            status_label: status_label,
            shape: shape,
            observed_status: observed_status,
            red_run: red_run,
            due_on: due_on,
            previous_value: previous_value,
            previous_change: previous_change,
            previous_direction: previous_direction,
            previous_judgement: previous_judgement,
            previous_significant: previous_significant,
            year_value: year_value,
            year_change: year_change,
            year_direction: year_direction,
            year_judgement: year_judgement,
            year_significant: year_significant,
            series: series,
            rank: rank,
            of_n: of_n,
            quartile: quartile,
            position_period: position_period,
            next_target: next_target,
            probability: probability,
            outlook: outlook,
            at_risk: at_risk,
            exception_report: exception_report,
            commented: commented,
            signs: signs,
            below_target: below_target,
            worsening: worsening,
            behind: behind
        }) as measure
    from mart_sheet_line
),

grids as (
    -- The names, then a measure a line, its values alone, in the order of the scorecard: its page reads those it shows and
    -- leaves the others unread. With its names in every line the text is three times as long, and takes seven times as long to fetch.
    select
        period,
        to_json(json_keys(any_value(measure))) || chr(10)
            || string_agg(to_json(json_extract(measure, '$.*')), chr(10) order by place) as grid
    from shown
    group by period
),

sifts as (
    -- As long as 86 rows of mart_sift, which take five times as long to plan and fetch.
    select
        period,
        to_json(list({dimension: dimension, code: code, label: label, members: members} order by rowid)) as sift
    from mart_sift
    group by period
),

tree as (
    -- The plan as it is in force today, whatever the period: every node from the top level down, siblings in the order of the plan.
    select
        to_json(coalesce(
            list(
                {
                    node: node,
                    parent: parent,
                    level: level,
                    level_name: dim_level.name,
                    page: page,
                    short_title: short_title
                }
                order by dim_level.depth, dim_plan.position, node
            ),
            []
        )) as nodes
    from dim_plan
    join dim_level using (level)
    where node in (select node from mart_in_force where latest)
)

select
    period,
    latest,
    reading,
    words,
    coalesce(grid, '[]') as grid,
    coalesce(sift, '[]'::json) as sift,
    nodes
from mart_reading
cross join mart_glossary
cross join tree
left join grids using (period)
left join sifts using (period)
-- As mart_reading is stored, and for the same reason.
order by latest, period;
