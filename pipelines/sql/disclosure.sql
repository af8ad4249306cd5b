-- What is withheld while files are loaded, before the first row of the warehouse is written (DR-35).
-- pipelines.disclosure runs these blocks on the rows of the temporary table sorted: the first six in turn, then cover and
-- cover_one until nothing more can be worked out, and hide.

-- name: rules
-- Whether cells withheld together are told by what is left of their whole: it is small itself, or each of them is 1.
-- The strictest of a measure's definitions holds for all of its figures, whenever they were published.
create or replace temp macro told(rest, cells, k) as coalesce(rest > 0 and (rest < k or rest <= cells), false);

create temp table small_rule as
select
    measure,
    max(suppress_below) as k,
    bool_or(value_type = 'count') as is_count,
    bool_or(value_type = 'proportion') as is_share,
    bool_or(value_type = 'mean') as is_mean,
    arg_max(per, valid_from) as per,
    bool_or(cumulative) as cumulative,
    not coalesce(bool_or(aggregation in ('last', 'none')), false) as adds_up
from dim_measure
group by measure
having k is not null;

-- name: figures
-- Every figure of the measures concerned: n is its count, rest what a share leaves of its denominator.
create temp table small_figure as
select
    sorted.rowid as position,
    rule.measure,
    coalesce(recoded.authority, sorted.area::varchar) as area,
    sorted.period::varchar as period,
    sorted.breakdown::varchar as breakdown,
    vintage,
    k,
    cumulative,
    adds_up,
    if(is_count, value, coalesce(numerator, round(value * denominator / per))) as n,
    case when is_share then coalesce(denominator, round(per * numerator / nullif(value, 0))) - n end as rest,
    value is not null and n is null as uncounted,
    value is null and marker is not distinct from 'c' as theirs,
    coalesce(n > 0 and n < k, false)
        or coalesce(rest > 0 and rest < k, false)
        or coalesce(is_mean and denominator > 0 and denominator < k, false) as small,
    row_number() over (
        partition by rule.measure, coalesce(recoded.authority, sorted.area::varchar), sorted.period, sorted.breakdown
        order by vintage desc, recoded.authority is null desc, sorted.area desc
    ) = 1 as newest
from sorted
join small_rule as rule on sorted.measure = try_cast(rule.measure as measure_code)
left join recoded on recoded.area = sorted.area::varchar;

-- name: cells
-- One row per measure, council, period and breakdown: the newest figure, which decides what readers see.
create temp table small_cell as
select
    position as cell,
    small_figure.* exclude (position, vintage, newest, uncounted, small, theirs),
    small or theirs as withheld,
    type,
    start_date,
    end_date,
    months,
    year
from small_figure
join small_period using (period)
where newest;

-- name: year_to_date
-- A year to date is shown where it is the last one shown, or that and a count that is not small. Of two too near each
-- other the later is withheld: the earlier has been published.
update small_cell set withheld = true from (
    with recursive

    step as (
        select
            cell,
            n,
            rest,
            k,
            [measure, area, breakdown, year] as run,
            row_number() over (partition by run order by end_date, months) as place
        from small_cell
        where cumulative
          and n is not null
    ),

    walk as (
        select distinct
            run,
            0 as place,
            0::double as shown_n,
            0::double as shown_rest,
            null::bigint as cell,
            false as tells
        from step
        union all
        select
            run,
            step.place,
            if(again.tells, shown_n, n),
            if(again.tells, shown_rest, rest),
            step.cell,
            again.tells
        from walk
        join step using (run),
            lateral (
                select coalesce(n - shown_n > 0 and n - shown_n < k, false)
                    or coalesce(rest - shown_rest > 0 and rest - shown_rest < k, false) as tells
            ) as again
        where step.place = walk.place + 1
    )

    select cell from walk where tells
) as hidden
where small_cell.cell = hidden.cell;

-- name: parts
-- The cells that come to one whole, and the whole's key: the values of a breakdown, the quarters of a year where all of
-- them are there. Each whole and way of coming to it is a line.
create temp table small_part as
with

part as (
    select
        measure,
        area,
        period,
        'total' as breakdown,
        split_part(breakdown, ':', 1) as way,
        false as in_time,
        cell
    from small_cell
    where small_cell.breakdown <> 'total'
    union all
    select
        part.measure,
        part.area,
        entire.period,
        part.breakdown,
        part.type,
        true,
        part.cell
    from small_cell as part
    join small_cell as entire
        on entire.measure = part.measure
       and entire.area = part.area
       and entire.breakdown = part.breakdown
       and entire.start_date <= part.start_date
       and entire.end_date >= part.end_date
       and entire.months > part.months
    where part.adds_up
      and not part.cumulative
      and part.type in ('month', 'quarter', 'half', 'financial', 'academic', 'calendar')
    qualify sum(part.months) over (partition by entire.cell, part.type) = entire.months
)

select
    dense_rank() over (order by measure, area, period, breakdown, in_time, way) as line,
    part.* exclude (way)
from part;

-- name: wholes
-- The whole of each line, in every vintage that is shown. A total nobody gave is known where two breakdowns come to it.
create temp table small_whole as
with

named as (
    select distinct line, measure, area, period, breakdown
    from small_part
)

select
    line,
    cell.cell,
    figure.n,
    figure.rest
from named
join small_cell as cell using (measure, area, period, breakdown)
join small_figure as figure using (measure, area, period, breakdown)
where figure.newest or not (figure.small or figure.theirs)
union all
select line, null, null, null
from named
anti join small_cell using (measure, area, period, breakdown)
qualify count(*) over (partition by measure, area, period) > 1;

-- name: cover
-- Withhold the next smallest where what is withheld could be worked out; what is nought is withheld last.
update small_cell set withheld = true from (
    with

    part as (
        select
            line,
            cell,
            n,
            rest,
            k,
            withheld,
            row_number() over smallest_first as place,
            sum(n) over (smallest_first rows between 1 following and unbounded following) as shown_n,
            sum(rest) over (smallest_first rows between 1 following and unbounded following) as shown_rest,
            count_if(withheld) over (partition by line) as hidden,
            sum(n) over (partition by line) as all_n
        from small_part
        join small_cell using (cell)
        where withheld or n is not null
        window smallest_first as (partition by line order by withheld desc, coalesce(n, 0) = 0, n, cell)
    ),

    -- Would it do to withhold the first so many? Two unknown numbers, and nothing small left of the whole.
    tried as (
        select
            part.line,
            place,
            bool_and(
                if(
                    coalesce(entire.withheld, false),
                    true,
                    place > 1
                        and not told(small_whole.n - coalesce(shown_n, 0), place, part.k)
                        and not told(small_whole.rest - coalesce(shown_rest, 0), 0, part.k)
                )
            ) as enough
        from part
        join small_whole using (line)
        left join small_cell as entire on entire.cell = small_whole.cell
        where place >= hidden
          and (hidden > 0 or (entire.withheld and coalesce(small_whole.n = all_n, true)))
        group by part.line, place
    ),

    needed as (
        select line, coalesce(min(place) filter (enough), max(place)) as up_to
        from tried
        group by line
    )

    select distinct cell
    from part
    join needed using (line)
    where place <= up_to
) as covering
where small_cell.cell = covering.cell
  and not withheld;

-- name: lines
-- One row per line of periods that come to one another: the cells withheld of it, the sign 1 for parts and -1 for the
-- whole, and what would be withheld next (whether it is nought, its count, its cell).
with

linked as (
    select distinct measure, area from small_part where in_time
),

member as (
    select line, cell, 1 as sign
    from small_part
    semi join small_whole using (line)
    union
    select line, cell, -1
    from small_whole
)

select
    list(cell order by cell) filter (withheld),
    list(sign order by cell) filter (withheld),
    min([if(n = 0, 1, 0), n, cell]) filter (not withheld and n is not null and sign = 1)
from member
join small_cell using (cell)
semi join linked using (measure, area)
group by line
having bool_or(withheld)
order by line;

-- name: withhold
-- Withhold these cells.
update small_cell set withheld = true where cell in (select unnest($cells));

-- name: hide
-- The rows to withhold: newest figures, and of what is older all that could be compared with them.
create temp table small_hidden as
with

-- An earlier figure of something withheld, or one that was itself small: the vintages can be compared.
older as (
    select
        small_figure.position,
        measure,
        area,
        start_date,
        end_date,
        small or theirs or withheld as gives_away
    from small_figure
    join small_cell using (measure, area, period, breakdown)
    where not newest
)

select cell as position from small_cell where withheld
union
select older.position
from older
join older as other
    on other.measure = older.measure
   and other.area = older.area
   and other.start_date <= older.end_date
   and other.end_date >= older.start_date
where other.gives_away;
