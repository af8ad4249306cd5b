-- name: answers
-- Answers of surveys of some kinds, every time they were asked: the latest survey first, its most given answer first, oldest time first.
select
    mart_survey.*,
    max(end_date) over (partition by survey) as survey_end,
    max(percent) filter (latest) over (partition by survey, question) as latest_percent
from mart_survey
where kind = any($kinds)
  and ($survey is null or survey = $survey)
order by
    list_position($kinds, kind),
    survey_end desc,
    survey,
    latest_percent desc nulls last,
    question,
    end_date;

-- name: components
-- Components a page shows the measures of, in order.
select
    component,
    name
from dim_component
where page = $page
order by position;

-- name: measures
-- Measures of one component in a reporting period, worst first.
select *
from mart_scorecard_line
where period = $period
  and in_plan
  and list_contains(string_split(component, '|'), $component)
order by severity, red_run desc, variance_percent, measure;

-- name: held
-- Whether there is anything for a page: measures of one of its components, or a survey of one of the kinds.
select
    exists (
        select *
        from current_measure
        join dim_component
            on list_contains(string_split(current_measure.component, '|'), dim_component.component)
        where page = $page
          and in_plan
    ) as measures,
    exists (from fact_survey where kind = any($kinds)) as surveys
order by measures;

-- name: of_node
-- Surveys and consultations linked to a plan node or one below it, the latest first.
select
    survey,
    title,
    kind,
    max(end_date) as end_date,
    max_by(period_label, end_date) as period_label
from mart_survey
where survey in (
    select code
    from bridge_related
    where bridge_related.kind = 'survey'
      and node in (select below from mart_below where mart_below.node = $node)
)
group by survey, title, kind
order by kind = 'consultation' desc, end_date desc, survey;
