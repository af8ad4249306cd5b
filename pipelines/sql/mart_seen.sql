-- One row per revision and meeting that had seen the old figure (DR-37).
-- Seen: held from the day the old figure first stood to the day before the new one, by a forum that considers the measure, on a period the
-- figure ends in or for which it was the newest figure known.
create table mart_seen as
with

held as (
    select
        meeting,
        dim_meeting.forum,
        held_on,
        start_date as from_date,
        end_date as to_date
    from dim_meeting
    join dim_period using (period)
    cross join warehouse
    where held_on <= as_at
),

-- A file that says a figure again changes nothing: the day from which it stood is that of the first of them.
stood as (
    select
        measure,
        period,
        vintage as old_vintage,
        max(vintage) filter (changed) over (partition by measure, period order by vintage) as stood_from
    from (
        select
            measure,
            period,
            vintage,
            row_number() over published = 1 or revises(value, lag(value) over published) as changed
        from mart_published
        window published as (partition by measure, period order by vintage)
    )
),

revised as (
    select
        measure,
        period,
        stood_from,
        new_vintage,
        changed_status,
        type,
        end_date
    from mart_revision
    join stood using (measure, period, old_vintage)
    join dim_period using (period)
),

-- The day each period's figure first came: one that had not is not the newest of any meeting.
arrived as (
    select
        measure,
        type,
        end_date,
        min(vintage) as arrived_on
    from mart_published
    join dim_period using (period)
    where value is not null
    group by measure, type, end_date
)

select
    measure,
    period,
    new_vintage,
    meeting,
    forum,
    held_on,
    changed_status
from revised
join mart_considered using (measure)
join held using (forum)
where held_on >= stood_from
  and held_on < new_vintage
  and end_date <= to_date
  and (
      end_date >= from_date
      or not exists (
          from arrived
          where arrived.measure = revised.measure
            and arrived.type = revised.type
            and arrived.end_date > revised.end_date
            and arrived.end_date <= to_date
            and arrived_on <= held_on
      )
  )
order by measure, period, new_vintage, held_on, meeting;
