-- One row per reporting period, dimension of the scorecard and code: which measures have it, a 1 or a 0 for each in the order of the scorecard (mart_sheet_line.place).
create table mart_sift as
with

lines as (
    select
        *,
        case status
            when 'in_development' then 'development'
            when 'not_due' then 'not_due'
            when 'due_awaiting' then 'awaited'
            when 'overdue' then 'late'
            else if(value is null, 'withheld', 'reported')
        end as state
    from mart_sheet_line
),

cells as (
    -- What a measure says of itself, several parted by |, in codes or in the council's own words.
    select
        period,
        place,
        dimension,
        dimension in ('committee', 'portfolio', 'type', 'theme', 'partners') as own_words,
        trim(regexp_replace(unnest(string_split(said, '|')), '\s+', ' ', 'g')) as said
    from (
        unpivot (
            select
                period,
                place,
                tier,
                component,
                frequency,
                council_role,
                three_e,
                lifecycle,
                reach,
                committee,
                portfolio,
                type,
                theme,
                partners
            from lines
        )
        on columns(* exclude (period, place))
        into name dimension value said
    )
),

codes as (
    select
        period,
        place,
        dimension,
        -- A comma in a name would part it in two in an address.
        if(own_words, trim(regexp_replace(lower(said), '[^a-z0-9]+', '-', 'g'), '-'), said) as code,
        if(own_words, said, null) as label
    from cells
    where said <> ''

    union all

    select period, place, 'node', unnest(nodes), null
    from lines

    union all

    select period, place, 'basket', unnest(baskets), null
    from lines

    union all

    select period, place, 'status', status, null
    from lines

    union all

    select period, place, 'state', state, null
    from lines

    union all

    -- Those of the others that show a figure of an earlier period.
    select period, place, 'state', 'earlier', null
    from lines
    where state in ('awaited', 'late', 'not_due', 'development')
      and value is not null

    union all

    select period, place, 'rated', 'rated', null
    from lines
    where rated

    union all

    -- The lists a reader can ask for; who moved did so in this period's figure, and by more than chance would explain (DR-13).
    select
        period,
        place,
        'list',
        unnest(list_filter(
            [
                if(status in ('red', 'overdue') or coalesce(exception_report, '') <> '', 'exceptions', ''),
                if(red_run >= 3, 'red3', ''),
                if(
                    previous_judgement in ('improved', 'declined')
                    and observed_status = status
                    and previous_significant is distinct from false,
                    previous_judgement,
                    ''
                ),
                if(at_risk, 'at_risk', ''),
                -- Two signs of weakness of three (DCC-09).
                if(signs >= 2, 'weak', '')
            ],
            lambda name: name <> ''
        )),
        null
    from lines
),

named as (
    select 'tier' as dimension, tier as code, name, depth as position
    from dim_tier

    union all

    select 'component', component, name, position
    from dim_component

    union all

    select 'basket', basket, name, position
    from dim_basket
),

members as (
    select
        period,
        dimension,
        code,
        max(label) as label,
        bit_or(set_bit(nobody, place::integer, 1))::varchar as members
    from codes
    join (
        select period, repeat('0', count(*)::integer)::bit as nobody
        from lines
        group by period
    ) using (period)
    group by period, dimension, code
)

select
    period,
    dimension,
    code,
    coalesce(name, label) as label,
    members
from members
left join named using (dimension, code)
order by period, dimension, position, label, code;
