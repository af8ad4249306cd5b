-- name: due
-- Measures of the plan in one reporting period: whether a figure was due, and whether it came in time; of one directorate if it is named.
-- What came with a measure's first file after its due day tells nothing of when it was returned.
select
    measure,
    current_measure.short_title,
    coalesce(data_owner, current_measure.owner, 'nobody named') as data_owner,
    directorate,
    dim_plan.short_title as directorate_title,
    mart_scorecard.due_on,
    arrived_on,
    case
        when status = 'overdue' then 'overdue'
        when status = 'due_awaiting' and mart_scorecard.due_on is null then 'first'
        when status = 'due_awaiting' then 'awaited'
        when mart_scorecard.due_on is null then 'not_due'
        when coalesce(history, false) then 'history'
        when coalesce(late, false) then 'late'
        else 'in_time'
    end as came,
    case came when 'overdue' then as_at - mart_scorecard.due_on when 'late' then days_late end as days
from mart_scorecard
join current_measure using (measure)
cross join (select as_at from warehouse)
left join mart_timeliness
    on mart_timeliness.measure = mart_scorecard.measure
   and mart_timeliness.period = mart_scorecard.observed_period
left join dim_plan on node = directorate
where mart_scorecard.period = $period
  and in_plan
  and status <> 'in_development'
  and ($directorate is null or directorate = $directorate)
order by dim_plan.position nulls last, days desc nulls last, measure;

-- name: kept
-- How many figures fell due since each measure's first and how many are missing; of those due after its first file, the returns, how many
-- came late and how many are missing; by directorate.
select
    directorate,
    coalesce(dim_plan.short_title, 'No directorate') as title,
    count(*) as expected,
    count(*) filter (missing) as missing,
    count(*) filter (not history) as returns,
    count(*) filter (late) as late,
    count(*) filter (missing and not late and not history) as not_returned,
    count(distinct measure) as measures,
    count(distinct measure) filter (missing) as measures_missing
from mart_timeliness
join current_measure using (measure)
left join dim_plan on node = directorate
where due
  and ($directorate is null or directorate = $directorate)
group by directorate, dim_plan.short_title, dim_plan.position
order by dim_plan.position nulls last;

-- name: lag
-- Days from the end of a period to its first figure for each measure of the plan with figures, the slowest first.
select
    measure,
    short_title,
    frequency,
    due_days,
    median(timed.lag_days)::integer as days,
    max(timed.lag_days) as longest,
    count(timed.lag_days) as figures,
    mart_lifecycle.lag_days as last_days,
    last_label
from current_measure
join mart_lifecycle using (measure)
left join (select measure, lag_days from mart_timeliness where lag_days is not null) as timed using (measure)
where current_measure.in_plan
  and mart_lifecycle.figures > 0
  and ($directorate is null or directorate = $directorate)
group by all
order by days desc nulls last, last_days desc nulls last, measure;

-- name: gaps
-- Measures of the plan with figures missing between the first and the last one due, with the periods, the most first.
select
    measure,
    current_measure.short_title,
    dim_plan.short_title as directorate_title,
    count(*) as expected,
    count(*) filter (missing) as missing,
    list(coalesce(label, 'the period to ' || strftime(mart_timeliness.end_date, '%-d %B %Y')) order by mart_timeliness.end_date desc)
        filter (missing) as periods
from mart_timeliness
join current_measure using (measure)
left join dim_period using (period)
left join dim_plan on node = directorate
where due
  and ($directorate is null or directorate = $directorate)
group by measure, current_measure.short_title, dim_plan.short_title
having missing > 0
order by missing desc, measure;

-- name: marked
-- Figures of the council for measures of the plan by their marker, '' where there is none (DR-36).
select
    coalesce(marker, '') as marker,
    count(*) as figures,
    count(distinct measure) as measures
from current_observation
join current_measure using (measure)
where area = (select authority from dim_area where own limit 1)
  and breakdown = 'total'
  and in_plan
  and ($directorate is null or directorate = $directorate)
group by 1
order by figures desc, marker;

-- name: doubtful
-- Figures withheld, not there, estimated, provisional, of low reliability or after a break, the newest first.
select
    measure,
    short_title,
    unit,
    prefix,
    suffix,
    decimals,
    period,
    label,
    value,
    marker,
    note
from current_observation
join current_measure using (measure)
join dim_period using (period)
where area = (select authority from dim_area where own limit 1)
  and breakdown = 'total'
  and in_plan
  and marker is not null
  and marker <> 'r'
  and ($directorate is null or directorate = $directorate)
order by end_date desc, measure;

-- name: ratings
-- Every score of data quality with its rating, who signed it off and what the corporate team asked (DR-38).
select
    measure,
    short_title,
    coalesce(label, 'every period') as label,
    accuracy,
    validity,
    reliability,
    timeliness,
    relevance,
    completeness,
    total,
    rating,
    capped,
    signed_by,
    signed_on,
    challenge,
    row_number() over (partition by measure order by end_date desc nulls last) = 1 as newest
from mart_rating
join current_measure using (measure)
left join dim_period using (period)
where in_plan
  and ($directorate is null or directorate = $directorate)
order by newest desc, list_position(['None', 'Limited', 'Reasonable', 'High'], rating), total, measure;

-- name: unscored
-- Measures of the plan in use that return figures and whose six characteristics nobody has scored, with the pack's own word.
select
    code as measure,
    mart_coverage.title,
    quality
from mart_coverage
join current_measure on measure = code
where rule = 'measure_quality'
  and code not in (select measure from mart_rating)
  and ($directorate is null or mart_coverage.directorate = $directorate)
order by code;

-- name: owners
-- Accountable owners of measures in use, whether anything else here names them, and what they owe; those unknown elsewhere first.
select
    owner,
    not gap as known,
    count(*) as measures,
    count(*) filter (status = 'red') as red,
    count(*) filter (status = 'overdue') as overdue,
    owner in (select role from dim_role) as a_role,
    (select count(*) from dim_plan where dim_plan.owner = current_measure.owner) as parts,
    (select count(*) from dim_programme where dim_programme.owner = current_measure.owner) as programmes
from mart_coverage
join current_measure on current_measure.measure = code
left join mart_scorecard
    on mart_scorecard.measure = code
   and mart_scorecard.period = (select period from mart_reporting where latest)
where rule = 'owner_unknown'
  and ($directorate is null or mart_coverage.directorate = $directorate)
group by owner, gap
order by known, measures desc, owner;

-- name: ownerless
-- Measures in use without an accountable owner or without a data owner.
select
    code as measure,
    title,
    bool_or(rule = 'measure_owner') as no_owner,
    bool_or(rule = 'measure_data_owner') as no_data_owner
from mart_coverage
where rule in ('measure_owner', 'measure_data_owner')
  and gap
  and ($directorate is null or directorate = $directorate)
group by code, title
order by no_owner desc, code;

-- name: files
-- Files of the last build with what became of their rows, those with figures first and the newest of these first.
select
    load_file.*,
    coalesce(figures, 0) as figures,
    coalesce(measures, 0) as measures
from load_file
left join (
    select
        file,
        count(*) as figures,
        count(distinct measure) as measures
    from fact_observation
    join dim_area using (area)
    where authority = (select authority from dim_area where own limit 1)
    group by file
) using (file)
order by vintage desc nulls last, file;

-- name: issues
-- What was worth knowing about files that were loaded: rows left out, and why; the most rows first.
select
    file,
    row,
    rule,
    message,
    rows
from load_issue
order by rows desc, file, row;

-- name: builds
-- Builds of this warehouse, the newest first: those that were published, and those that were refused.
select
    ended_at,
    snapshot,
    files,
    observations,
    left_out
from load_build
order by ended_at desc, snapshot nulls last;

-- name: refusals
-- What builds were refused for: a file, the rule it broke, the first row that does and how many places.
select
    ended_at,
    file,
    rule,
    row,
    places
from load_refusal
order by ended_at desc, file, places desc, rule;
