-- One row per survey, question and period: the share with its interval, and whether it moved by more than chance since last asked (DR-13, DR-20, DR-35).
create table mart_survey as
with

-- Whoever answers a consultation chose to: its shares are of them alone, and stand for nobody else.
answered as (
    select
        fact_survey.*,
        end_date,
        label as period_label,
        short_label as period_short,
        kind <> 'consultation' as sampled,
        percent * base / 100 as gave
    from fact_survey
    join dim_period using (period)
),

-- The time before is the last time the same question was asked of the same survey, whatever came of it.
before as (
    select
        survey,
        question,
        period,
        lag(period_label) over asked as previous_label,
        lag(period_short) over asked as previous_short,
        lag(percent) over asked as previous_percent,
        lag(base) over asked as previous_base,
        lag(gave) over asked as previous_gave,
        lag(withheld) over asked as previous_withheld,
        lag(answer) over asked as previous_answer,
        row_number() over (partition by survey, question order by end_date desc, period) as place
    from answered
    window asked as (partition by survey, question order by end_date, period desc)
),

compared as (
    select
        answered.*,
        before.* exclude (survey, question, period),
        case
            when not sampled then 'consultation'
            when withheld then 'withheld'
            when previous_answer is null then 'first'
            when previous_withheld then 'previous withheld'
            when previous_answer <> answer then 'another answer'
            when percent is null or previous_percent is null then 'no share'
        end as reason
    from answered
    join before using (survey, question, period)
)

select
    survey,
    title,
    kind,
    question,
    answer,
    period,
    period_label,
    period_short,
    end_date,
    place = 1 as latest,
    percent,
    base,
    invited,
    100.0 * base / invited as response,
    withheld,
    case when sampled then 100 * wilson_lower(gave, base) end as lower,
    case when sampled then 100 * wilson_upper(gave, base) end as upper,
    previous_label,
    previous_short,
    previous_percent,
    previous_base,
    reason,
    case when reason is null then (exact(percent, 1) - exact(previous_percent, 1))::double end as change,
    case
        when reason is not null then 'none'
        when not coalesce(is_significant(two_proportion_z(previous_gave, previous_base, gave, base)), false) then 'same'
        when (percent > previous_percent) = higher_is_better then 'improved'
        else 'declined'
    end as judgement,
    higher_is_better,
    note,
    decision,
    budget
from compared
order by kind, survey, question, end_date, period;
