-- One row per reporting period: what the scorecard shows of all measures of the plan, in JSON a line.
create table mart_period_sheet as
select
    period,
    -- A measure a line, in the order of the scorecard: its page reads those it shows and leaves the others unread.
    string_agg(to_json(line), chr(10) order by place) as grid
from (
    select * exclude (
        revised_from,
        "group",
        mean,
        projected,
        projection,
        year_target,
        variation_side,
        assurance,
        trend,
        quality,
        polarity,
        in_plan,
        headline,
        nodes,
        baskets
    )
    from mart_sheet_line
) as line
group by period
order by period;
