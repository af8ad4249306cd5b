-- One row per measure: everything its page asks that no choice of the reader decides, each question's answer under its name in one JSON document.
-- DuckDB reads by column: a document a question, twenty columns, took it 5 ms; this one takes half a millisecond, where asking the
-- questions one by one took 110. A row is JSON before it is listed: a structure of thirty columns is dearer to sort and move than its text.
create table mart_measure_sheet as
with

about as (
    select
        measure,
        to_json(any_value(own)) as about
    from (
        select
            current_measure.*,
            amber,
            ahead,
            green_within,
            dim_tier.name as tier_name,
            coalesce(dim_tier.rated and (influence_rated or council_role is distinct from 'influence'), false) as tier_rated,
            over.short_title as directorate_title,
            over_level.page as directorate_page,
            under.short_title as service_title,
            under_level.page as service_page
        from current_measure
        left join dim_scheme using (scheme)
        left join dim_tier using (tier)
        left join dim_plan as over on over.node = directorate
        left join dim_level as over_level on over_level.level = over.level
        left join dim_plan as under on under.node = service
        left join dim_level as under_level on under_level.level = under.level
    ) as own
    group by measure
),

standings as (
    -- How it stands in each reporting period, with its place among comparators.
    select
        measure,
        listed(list(to_json(stands) order by period)) as standings
    from mart_scorecard as stands
    group by measure
),

groups as (
    -- Groups it can be compared in, the council's default first, with the period they share.
    select
        measure,
        listed(list(to_json(compared) order by is_default desc, family, name, "group")) as groups
    from (
        select
            measure,
            "group",
            name,
            family,
            version,
            method,
            others,
            label,
            "group" = default_group as is_default
        from mart_position
        join dim_group using ("group")
        join dim_period using (period)
        cross join warehouse
        where shared
    ) as compared
    group by measure
),

places as (
    -- Its place in every group and period, oldest period first.
    select
        measure,
        listed(list(to_json(place) order by "group", end_date, months)) as places
    from (
        select
            mart_position.* exclude (area, quintile),
            label,
            end_date,
            months
        from mart_position
        join dim_period using (period)
    ) as place
    group by measure
),

trend as (
    -- Every value for the council, oldest first, with its target, status and travel.
    select
        measure,
        listed(list(to_json(point) order by end_date, months)) as trend
    from mart_trend_point as point
    group by measure
),

targets as (
    -- Targets set, the next one first.
    select
        measure,
        listed(list(to_json(aim) order by end_date)) as targets
    from (
        select
            measure,
            type,
            label,
            short_label,
            start_date,
            end_date,
            target
        from current_target
        join dim_period using (period)
        where target is not null
    ) as aim
    group by measure
),

events as (
    -- Events, breaks and replacements to mark on the trend; one measure that takes the place of another is marked on both (WCC-04).
    select
        measure,
        listed(list(to_json(mark) order by event_date, event)) as events
    from (
        select current_measure.measure, event, event_date, kind, label, note
        from dim_event
        join current_measure on dim_event.measure is null or dim_event.measure = current_measure.measure
        union all
        select
            shown.measure,
            'replaced',
            old.valid_to,
            'event',
            if(old.measure = shown.measure, 'Replaced by ' || newer.short_title, 'Takes the place of ' || old.short_title),
            'They measure different things and are not comparable.'
        from dim_measure as old
        join current_measure as newer on newer.measure = old.replaced_by
        join current_measure as shown on shown.measure in (old.measure, newer.measure)
        where old.valid_to < date '9999-12-31'
    ) as mark
    group by measure
),

commentary as (
    -- What the owner says of it, newest period first.
    select
        measure,
        listed(list(to_json(said) order by end_date desc, written_on desc)) as commentary
    from (
        select
            measure,
            period,
            label,
            short_label,
            end_date,
            going_well,
            needs_improvement,
            action,
            action_owner,
            action_due,
            exception,
            author,
            written_on,
            sources
        from fact_commentary
        join dim_period using (period)
        where measure is not null
    ) as said
    group by measure
),

revisions as (
    -- What its figures were before their last revision.
    select
        measure,
        listed(list(to_json(revised) order by vintage desc)) as revisions
    from (
        select
            measure,
            period,
            new_value as value,
            old_value as revised_from,
            new_vintage as vintage,
            new_status as status,
            old_status as status_from
        from mart_revision
    ) as revised
    group by measure
),

parts as (
    -- Its figures by every part there is, dimension by dimension, in the periods its page can open with.
    select
        measure,
        listed(list(to_json(part) order by period, dimension, position)) as parts
    from (
        select
            measure,
            period,
            dimension,
            dim_breakdown.position,
            dim_breakdown.value as label,
            fact_observation.value,
            marker
        from fact_observation
        join dim_breakdown using (breakdown)
        join dim_area using (area)
        where own
          and latest
          and breakdown <> 'total'
          and (measure, period) in (select (measure, observed_period) from mart_scorecard)
    ) as part
    group by measure
),

outlook as (
    -- What is expected as seen from each period its page can open with, the next one first; step 0 says why nothing is.
    select
        measure,
        listed(list(to_json(expected) order by period, ahead_end, step)) as outlook
    from (
        select
            mart_outlook.*,
            short_label
        from mart_outlook
        left join dim_period on dim_period.period = ahead_period
        where (measure, mart_outlook.period) in (select (measure, observed_period) from mart_scorecard)
    ) as expected
    group by measure
),

variation as (select measure, to_json(any_value(chart)) as variation from mart_variation as chart group by measure),

quality as (select measure, to_json(any_value(trust)) as quality from mart_quality as trust group by measure),

published as (
    -- Figures published for the council's region, its nation and the United Kingdom; never a mean of councils (DR-16).
    select
        measure,
        listed(list(to_json(figure) order by period, type = 'country' desc, type = 'nation' desc, name)) as published
    from (
        select
            current_observation.measure,
            current_observation.period,
            area,
            name,
            type,
            value,
            marker,
            significance.benchmark_area is not null as compared,
            benchmark,
            significance.lower,
            significance.upper,
            comparison,
            comparison998
        from current_observation
        join dim_area using (area)
        left join (
            select
                measure,
                period,
                benchmark_area,
                benchmark,
                lower,
                upper,
                comparison,
                comparison998
            from mart_significance
            join dim_area using (area)
            where breakdown = 'total'
              and own
        ) as significance
            on significance.measure = current_observation.measure
           and significance.period = current_observation.period
           and benchmark_area = current_observation.area
        where current_observation.breakdown = 'total'
          and (
              type = 'country'
              or (type = 'nation' and name = (select nation from dim_area where own and authority = area))
              or (type = 'region' and name = (select region from dim_area where own and authority = area))
          )
    ) as figure
    group by measure
),

paths as (
    -- Every golden thread it lies on, the main one first, one row per node from the top down.
    select
        measure,
        listed(list(to_json(step) order by main desc, path, depth)) as paths
    from (
        select
            measure,
            path,
            main,
            mart_thread.depth,
            mart_thread.node,
            title,
            short_title,
            level,
            dim_level.name as level_name,
            strand,
            page
        from mart_thread
        join dim_plan using (node, level)
        join dim_level using (level)
    ) as step
    group by measure
),

interim as (
    -- Sets in use until the agreed one is that hold it.
    select
        measure,
        listed(list(to_json(held) order by position)) as interim
    from (
        select measure, name, position
        from bridge_basket_measure
        join dim_basket using (basket)
        where interim
    ) as held
    group by measure
),

forums as (
    -- Forums that consider it, with their next meeting.
    select
        measure,
        listed(list(to_json(heard) order by position, forum)) as forums
    from (
        select
            measure,
            forum,
            name,
            cadence,
            kind,
            position,
            min(held_on) filter (where held_on > as_at) as next_meeting
        from mart_considered
        join dim_forum using (forum)
        left join (select forum, held_on from dim_meeting) using (forum)
        cross join (select as_at from warehouse)
        group by measure, forum, name, cadence, kind, position
    ) as heard
    group by measure
),

milestones as (
    -- Milestones that serve a plan node it lies on, the latest slips first; the page shows the first four.
    select
        measure,
        listed(list(to_json(due) order by actual is not null, slip_days desc, baseline, milestone)[:4]) as milestones
    from (
        select distinct
            measure,
            milestone,
            title,
            status,
            owner,
            first_baseline,
            baseline,
            forecast,
            actual,
            slip_days,
            overdue
        from mart_delivery
        join bridge_plan_milestone using (milestone)
        join mart_thread using (node)
    ) as due
    group by measure
),

behind as (
    -- Measures of the next tier down that serve the same nodes of the plan's first strand, each with its status by reporting period.
    select
        measure,
        listed(list(to_json(next_down) order by short_title, other)) as behind
    from (
        select
            ours.measure,
            served.measure as other,
            other_measure.short_title,
            other_tier.name as tier_name,
            any_value(statuses) as statuses
        from bridge_plan_measure as ours
        join dim_plan on dim_plan.node = ours.node
        join dim_level using (level)
        join bridge_plan_measure as served on served.node = ours.node
        join current_measure as own_measure on own_measure.measure = ours.measure
        join dim_tier as own_tier on own_tier.tier = own_measure.tier
        join current_measure as other_measure on other_measure.measure = served.measure
        join dim_tier as other_tier
            on other_tier.tier = other_measure.tier
           and other_tier.depth = own_tier.depth + 1
        join (
            select measure, map(list(period order by period), list(status order by period)) as statuses
            from mart_scorecard
            group by measure
        ) as judged on judged.measure = served.measure
        where strand = (select strand from dim_level order by depth limit 1)
        group by ours.measure, served.measure, other_measure.short_title, other_tier.name
    ) as next_down
    group by measure
),

pairs as (
    -- Pairs of a cost and what it buys that it is part of, in the order of the pack.
    select
        measure,
        listed(list(to_json(beside) order by position)) as pairs
    from (
        select
            current_measure.measure,
            dim_pair.*
        from dim_pair
        join current_measure on current_measure.measure in (cost, outcome)
    ) as beside
    group by measure
),

around as (
    -- Risks, programmes, documents, contracts and surveys linked to it, each with its title and a detail.
    select
        measure,
        to_json(list(
            thing
            order by list_position(['risk', 'programme', 'document', 'contract', 'survey'], kind), title, code
        )) as around
    from (
        select
            measure,
            kind,
            code,
            things.title,
            detail
        from bridge_related
        join (
            select 'risk' as kind, risk as code, title, 'score ' || score as detail from fact_risk
            union all
            select 'programme', programme, title, if(kind = 'improvement', 'improvement plan', kind) from dim_programme
            union all
            select 'document', document, title, kind from dim_document
            union all
            select 'contract', contract, title, supplier from fact_contract
            union all
            select distinct 'survey', survey, title, kind from fact_survey
        ) as things using (kind, code)
        where measure is not null
    ) as thing
    group by measure
)

select
    measure,
    about->>'short_title' as short_title,
    about,
    to_json({
        about: about,
        standings: standings,
        groups: groups,
        places: places,
        trend: trend,
        targets: targets,
        events: events,
        commentary: commentary,
        revisions: revisions,
        parts: parts,
        outlook: outlook,
        variation: variation,
        quality: quality,
        published: published,
        paths: paths,
        interim: interim,
        forums: forums,
        milestones: milestones,
        behind: behind,
        pairs: pairs,
        around: around
    }) as sheet
from about
left join standings using (measure)
left join groups using (measure)
left join places using (measure)
left join trend using (measure)
left join targets using (measure)
left join events using (measure)
left join commentary using (measure)
left join revisions using (measure)
left join parts using (measure)
left join outlook using (measure)
left join variation using (measure)
left join quality using (measure)
left join published using (measure)
left join paths using (measure)
left join interim using (measure)
left join forums using (measure)
left join milestones using (measure)
left join behind using (measure)
left join pairs using (measure)
left join around using (measure)
order by measure;
