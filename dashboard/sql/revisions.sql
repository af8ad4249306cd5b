-- name: revisions
-- Revisions of the council's own figures, the newest first, with the file that brought each and the meetings that had seen the old
-- figure; of one measure, of changed statuses only, and since a day, where these are given.
with

brought as (
    select
        measure,
        period,
        vintage as new_vintage,
        arg_max(file, (latest, area = authority)) as file,
        arg_max(row, (latest, area = authority)) as row
    from fact_observation
    join dim_area using (area)
    where authority = (select authority from dim_area where own limit 1)
      and breakdown = 'total'
      and measure in (select measure from mart_revision)
    group by measure, period, vintage
),

seen as (
    select
        measure,
        period,
        new_vintage,
        list({'forum': forum, 'name': name, 'held_on': held_on} order by held_on, position) as meetings
    from mart_seen
    join dim_forum using (forum)
    group by measure, period, new_vintage
)

select
    mart_revision.*,
    short_title,
    in_plan,
    unit,
    prefix,
    suffix,
    decimals,
    label,
    mart_published.marker,
    mart_published.note,
    file,
    brought.row,
    coalesce(meetings, []) as meetings
from mart_revision
join current_measure using (measure)
join dim_period using (period)
join mart_published
    on mart_published.measure = mart_revision.measure
   and mart_published.period = mart_revision.period
   and mart_published.vintage = mart_revision.new_vintage
left join brought
    on brought.measure = mart_revision.measure
   and brought.period = mart_revision.period
   and brought.new_vintage = mart_revision.new_vintage
left join seen
    on seen.measure = mart_revision.measure
   and seen.period = mart_revision.period
   and seen.new_vintage = mart_revision.new_vintage
where ($measure is null or mart_revision.measure = $measure)
  and (not $flipped or changed_status)
  and ($since::date is null or mart_revision.new_vintage >= $since::date)
order by mart_revision.new_vintage desc, in_plan desc, mart_revision.measure, end_date desc;

-- name: size
-- How many figures of the council were published, how many of them were revised, in how many revisions, and what these changed.
select
    (select count(*) from (select distinct measure, period from mart_published where value is not null)) as figures,
    (select count(*) from (select distinct measure, period from mart_revision)) as revised,
    count(*) as revisions,
    count(distinct measure) as measures,
    count(*) filter (changed_status) as flipped,
    (select count(*) from (select distinct measure, period, new_vintage from mart_seen where changed_status)) as flipped_seen
from mart_revision
order by revisions;

-- name: measures
-- Measures with a revision, those of the plan first.
select
    measure,
    short_title,
    count(*) as revisions
from mart_revision
join current_measure using (measure)
group by measure, short_title, in_plan
order by in_plan desc, short_title, measure;

-- name: days
-- Days on which a file revised something, the newest first.
select
    new_vintage as day,
    count(*) as revisions
from mart_revision
group by new_vintage
order by new_vintage desc;
