-- The contract between the two halves: pipelines write these tables, the dashboard reads them.
--
-- Keys are the codes people say. Dimensions carry their key as a constraint. Facts do not: a primary key costs
-- five times the insert at ten million rows and a foreign key six (measured), so `observations.check_facts`
-- asks once, at the end of a load, what the constraints would have asked at every row.

create table warehouse (
    snapshot varchar primary key,
    schema_version integer not null,
    tier varchar not null check (tier in ('public', 'member', 'officer')),
    as_at date not null,
    built_at timestamp not null,
    council varchar not null,
    council_short varchar not null,
    area varchar not null,
    accent varchar not null check (regexp_matches(accent, '^#[0-9A-F]{6}$')),
    demonstration boolean not null,
    measure_word varchar not null,
    measure_word_plural varchar not null,
    reporting_type varchar not null check (reporting_type in ('month', 'quarter', 'half', 'financial')),
    default_group varchar,
    neighbours integer not null,
    contact varchar,
    about varchar
);
comment on table warehouse is 'One row: what this warehouse is, for whom, and as at which date.';
comment on column warehouse.snapshot is 'Fingerprint of every input; in every cache key, so nothing cached is ever stale.';
comment on column warehouse.schema_version is 'The contract version; a dashboard of another version refuses the file.';
comment on column warehouse.tier is 'Audience this file was filtered for.';
comment on column warehouse.as_at is 'The day statuses, due dates and slippage are judged on.';
comment on column warehouse.built_at is 'When the build finished, UTC; the only column that differs between two builds of the same inputs.';
comment on column warehouse.council is 'Full name of the council.';
comment on column warehouse.council_short is 'Short name used in sentences.';
comment on column warehouse.area is 'The council''s own area code.';
comment on column warehouse.accent is 'The pack''s one accent colour, at least 4.5:1 on white.';
comment on column warehouse.demonstration is 'True when every figure is invented; every page says so.';
comment on column warehouse.measure_word is 'What this council calls a measure: KPI, KBM, measure of success.';
comment on column warehouse.measure_word_plural is 'Its plural.';
comment on column warehouse.reporting_type is 'Type of the periods the council reports by.';
comment on column warehouse.default_group is 'Comparator group shown first.';
comment on column warehouse.neighbours is 'How many of an ordered list of similar areas are compared with.';
comment on column warehouse.contact is 'Who to ask about the figures.';
comment on column warehouse.about is 'The pack''s own paragraph about itself.';

create table dim_level (
    level varchar primary key,
    strand varchar not null,
    depth integer not null,
    name varchar not null,
    name_plural varchar not null,
    page varchar not null check (page in ('outcomes', 'directorates', 'services'))
);
comment on table dim_level is 'One row per level of the golden thread, from the vision down to the last plan before the measure.';
comment on column dim_level.level is 'Code of the level.';
comment on column dim_level.strand is 'Branch of the thread the level belongs to: what is to be achieved, or who delivers it.';
comment on column dim_level.depth is 'Position in the thread, 1 at the top.';
comment on column dim_level.name is 'What the council calls one node of this level.';
comment on column dim_level.name_plural is 'Its plural.';
comment on column dim_level.page is 'Which page shows a node of this level; also the first part of its URL.';

create table dim_scheme (
    scheme varchar primary key,
    name varchar not null,
    amber varchar not null check (amber in ('intervention', 'tolerance', 'improved', 'margin', 'none')),
    ahead boolean not null,
    green_within boolean not null
);
comment on table dim_scheme is 'One row per status scheme: how it decides. mart_published reads these columns and no name.';
comment on column dim_scheme.scheme is 'Code: intervention, tolerance, brag, direction, two_state, band, or the council''s own.';
comment on column dim_scheme.name is 'Name as shown.';
comment on column dim_scheme.amber is 'What makes a missed target amber: no worse than the intervention level, within the tolerance, no worse than a year ago, within the band''s margin, or nothing.';
comment on column dim_scheme.ahead is 'Whether better than the target by more than the tolerance is a status of its own.';
comment on column dim_scheme.green_within is 'Whether short of the target by no more than the tolerance is still green (DR-05).';

create table dim_status (
    scheme varchar not null,
    status varchar not null,
    label varchar not null,
    meaning varchar not null,
    shape varchar not null,
    rated boolean not null,
    severity integer not null,
    primary key (scheme, status)
);
comment on table dim_status is 'One row per status scheme and status: its words and shape, in order of severity.';
comment on column dim_status.scheme is 'Status scheme.';
comment on column dim_status.status is 'blue, green, amber, red or a state of DR-08.';
comment on column dim_status.label is 'The council''s words for it.';
comment on column dim_status.meaning is 'One sentence: when a measure has this status.';
comment on column dim_status.shape is 'Shape drawn with the colour, never the colour alone.';
comment on column dim_status.rated is 'Whether it counts in the denominator of per cent on target (DR-08).';
comment on column dim_status.severity is 'Order of attention, 1 is the worst.';

create table dim_tier (
    tier varchar primary key,
    name varchar not null,
    description varchar,
    depth integer not null,
    rated boolean not null,
    influence_rated boolean not null
);
comment on table dim_tier is 'One row per tier of measures (outcome, strategic, operational).';
comment on column dim_tier.tier is 'outcome, strategic or operational; a pack may add its own.';
comment on column dim_tier.name is 'The council''s word for the tier.';
comment on column dim_tier.description is 'What the tier is for.';
comment on column dim_tier.depth is 'Position in the pyramid, 1 at the top.';
comment on column dim_tier.influence_rated is 'True where measures the council can only influence are rated too; by default they are not.';
comment on column dim_tier.rated is 'False where measures give context and are never coloured against a target.';

create table dim_component (
    component varchar primary key,
    name varchar not null,
    page varchar check (page in ('health', 'customers', 'finance')),
    position integer not null
);
comment on table dim_component is 'One row per component of the performance framework.';
comment on column dim_component.component is 'Code of the component.';
comment on column dim_component.name is 'Name of the component.';
comment on column dim_component.page is 'Page that shows its measures beside surveys or money; null where none does.';
comment on column dim_component.position is 'Order on screen.';

create table dim_area (
    area varchar primary key,
    name varchar not null,
    type varchar not null,
    region varchar,
    nation varchar,
    valid_from date,
    valid_to date,
    successor varchar,
    authority varchar not null,
    own boolean not null
);
comment on table dim_area is 'One row per area code, current and former.';
comment on column dim_area.area is 'GSS code, or the pack''s own code for an invented area.';
comment on column dim_area.name is 'The name to show.';
comment on column dim_area.type is 'Kind of area: metropolitan district, county, unitary, London borough, district, region, nation, combined pair, …';
comment on column dim_area.region is 'English region, or the nation elsewhere.';
comment on column dim_area.nation is 'England, Scotland, Wales, Northern Ireland.';
comment on column dim_area.valid_from is 'First day of the area, if known.';
comment on column dim_area.valid_to is 'Last day of the area; null while it exists.';
comment on column dim_area.successor is 'Area that took it over: a new code for the same council, or the council it merged into.';
comment on column dim_area.authority is 'Today''s code of the same council: the successor where only the code changed (Barnsley E08000016 is E08000038), else the code itself. Never a merger.';
comment on column dim_area.own is 'True for the council''s own area.';

create table dim_boundary (
    area varchar not null,
    tier varchar not null check (tier in ('upper', 'lower')),
    valid_from date,
    valid_to date,
    x smallint[][] not null,
    y smallint[][] not null,
    middle_x smallint not null,
    middle_y smallint not null,
    file varchar not null,
    primary key (area, tier)
);
comment on table dim_boundary is 'One row per council and tier of councils with a boundary, simplified and projected to be drawn, never to be measured.';
comment on column dim_boundary.area is 'Council, under its present code.';
comment on column dim_boundary.tier is 'upper: counties and what is not divided; lower: districts and what is not divided. Each covers the country once.';
comment on column dim_boundary.valid_from is 'First day of the council, if the file says so.';
comment on column dim_boundary.valid_to is 'Last day of the council; null while it exists.';
comment on column dim_boundary.x is 'Rings, each a list of points not closed, holes the other way round: units of 100 metres east of 2 degrees west.';
comment on column dim_boundary.y is 'The same points: units of 100 metres north of 49 degrees north.';
comment on column dim_boundary.middle_x is 'A point well inside its largest part.';
comment on column dim_boundary.middle_y is 'The same point.';
comment on column dim_boundary.file is 'File it comes from.';

create table dim_group (
    "group" varchar primary key,
    name varchar not null,
    family varchar not null,
    version varchar not null,
    of_area varchar,
    method varchar
);
comment on table dim_group is 'One row per comparator group (DR-15).';
comment on column dim_group."group" is 'Code of the group.';
comment on column dim_group.name is 'Name as shown in the chooser and in sentences ("similar councils").';
comment on column dim_group.family is 'ONS similar, DfE statistical, council list, type, region, custom.';
comment on column dim_group.version is 'Version or date of the list.';
comment on column dim_group.of_area is 'Area whose neighbours these are; null for groups that are the same for every member.';
comment on column dim_group.method is 'How the group was made.';

create table bridge_group_area (
    "group" varchar not null,
    area varchar not null,
    rank integer,
    primary key ("group", area)
);
comment on table bridge_group_area is 'One row per comparator group and member; the area whose group it is is not a member of its own neighbours.';
comment on column bridge_group_area."group" is 'Comparator group.';
comment on column bridge_group_area.area is 'Member.';
comment on column bridge_group_area.rank is 'Nearness, 1 is the most similar; null where the group has no order.';

create table dim_period (
    period varchar primary key,
    type varchar not null check (type in ('month', 'quarter', 'half', 'financial', 'academic', 'calendar', 'rolling12',
                                          'multi-year', 'snapshot')),
    start_date date not null,
    end_date date not null,
    months integer not null,
    month_index integer not null,
    label varchar not null,
    short_label varchar not null,
    financial_year varchar not null,
    check (end_date >= start_date)
);
comment on table dim_period is 'One row per period (DR-29): type, start and end, never a bare year.';
comment on column dim_period.period is 'Period code: 2025-26Q2, 2025-26, 2025-M07, 2025-26H1, 2024-25AY, 2024, 2022-2024, 2022-2025FY, 2025-03-31, 2016-11-15R12.';
comment on column dim_period.type is 'Kind of period.';
comment on column dim_period.start_date is 'First day.';
comment on column dim_period.end_date is 'Last day, inclusive.';
comment on column dim_period.months is 'Length in months; 0 for a snapshot.';
comment on column dim_period.month_index is 'Year x 12 + month of the last day: "the period before" is arithmetic on it, never "the row before".';
comment on column dim_period.label is 'Label in words: July to September 2025.';
comment on column dim_period.short_label is 'Label for an axis: Q2 2025/26.';
comment on column dim_period.financial_year is 'Financial year holding the last day: 2025/26.';

create table dim_breakdown (
    breakdown varchar primary key,
    dimension varchar not null,
    value varchar not null,
    position integer not null
);
comment on table dim_breakdown is 'One row per breakdown value; total is one of them.';
comment on column dim_breakdown.breakdown is 'Code: total, sex:female, ward:E05011111.';
comment on column dim_breakdown.dimension is 'What it breaks by: total, sex, age, ward.';
comment on column dim_breakdown.value is 'Label of the value.';
comment on column dim_breakdown.position is 'Order within the dimension.';

create table dim_plan (
    plan varchar not null,
    node varchar primary key,
    level varchar,
    parent varchar,
    position integer not null,
    title varchar not null,
    short_title varchar not null,
    ambition varchar,
    aims varchar,
    need varchar,
    owner varchar,
    portfolio varchar,
    partners varchar,
    partnership boolean not null,
    kind varchar,
    valid_from date not null,
    valid_to date not null,
    approved_by varchar,
    approved_on date,
    state varchar not null check (state in ('draft', 'approved', 'superseded')),
    document varchar,
    supersedes varchar,
    icon varchar,
    forum varchar
);
comment on table dim_plan is 'One row per plan node; a plan''s own row has no level.';
comment on column dim_plan.plan is 'Plan the node belongs to.';
comment on column dim_plan.node is 'Code of the node, unique over all plans.';
comment on column dim_plan.level is 'Level of the thread; null for the plan itself.';
comment on column dim_plan.parent is 'Node above; null for a plan.';
comment on column dim_plan.position is 'Order among its siblings.';
comment on column dim_plan.title is 'Full title.';
comment on column dim_plan.short_title is 'Title where space is short.';
comment on column dim_plan.ambition is 'What is wanted, in the plan''s words (BCC-02).';
comment on column dim_plan.aims is 'How it will be known, in the plan''s words.';
comment on column dim_plan.need is 'The need it answers (SMBC-33).';
comment on column dim_plan.owner is 'Accountable officer role.';
comment on column dim_plan.portfolio is 'Cabinet portfolio.';
comment on column dim_plan.partners is 'Partner organisations, separated by |.';
comment on column dim_plan.partnership is 'True where partners share the responsibility.';
comment on column dim_plan.kind is 'For a plan: corporate, strategic, delivery, improvement, directorate.';
comment on column dim_plan.valid_from is 'First day in force.';
comment on column dim_plan.valid_to is 'Last day in force.';
comment on column dim_plan.approved_by is 'Body that approved it.';
comment on column dim_plan.approved_on is 'Date of approval.';
comment on column dim_plan.state is 'draft, approved or superseded.';
comment on column dim_plan.supersedes is 'Nodes this one takes the place of, separated by |.';
comment on column dim_plan.document is 'Document it comes from.';
comment on column dim_plan.forum is 'Forum that watches over it.';
comment on column dim_plan.icon is 'Picture beside its title, by name; the title always stands with it (SMBC-61).';

create table dim_measure (
    measure varchar not null,
    valid_from date not null,
    valid_to date not null,
    title varchar not null,
    short_title varchar not null,
    plain varchar,
    definition varchar,
    rationale varchar,
    formula varchar,
    numerator varchar,
    denominator varchar,
    inclusions varchar,
    unit varchar not null,
    prefix varchar not null,
    suffix varchar not null,
    decimals integer not null check (decimals between 0 and 6),
    polarity varchar not null check (polarity in ('higher', 'lower', 'band', 'none')),
    band_low double,
    band_high double,
    band_margin double,
    tier varchar,
    component varchar,
    type varchar,
    theme varchar,
    frequency varchar not null check (frequency in ('monthly', 'quarterly', 'half-yearly', 'annual', 'academic', 'irregular')),
    period_type varchar,
    due_days integer not null,
    aggregation varchar check (aggregation in ('sum', 'last', 'ratio', 'weighted', 'none')),
    cumulative boolean not null,
    scheme varchar not null,
    tolerance double,
    tolerance_kind varchar check (tolerance_kind in ('relative', 'absolute')),
    council_role varchar check (council_role in ('deliver', 'enable', 'influence')),
    three_e varchar check (three_e in ('economy', 'efficiency', 'effectiveness')),
    source_system varchar,
    source_name varchar,
    source_url varchar,
    licence varchar,
    owner varchar,
    data_owner varchar,
    contact varchar,
    directorate varchar,
    service varchar,
    portfolio varchar,
    committee varchar,
    lifecycle varchar not null check (lifecycle in ('proposed', 'provisional', 'in_development', 'live', 'retired')),
    replaced_by varchar,
    visibility varchar not null check (visibility in ('public', 'member', 'officer')),
    value_type varchar check (value_type in ('proportion', 'rate', 'count', 'mean', 'ratio', 'index', 'money')),
    per double not null default 1,
    suppress_below integer,
    quartiles boolean not null default true,
    seasonal boolean not null default false,
    spc_baseline integer,
    national_set varchar,
    national_code varchar,
    guidance varchar,
    headline boolean not null,
    in_plan boolean not null,
    baseline double,
    baseline_period varchar,
    caveats varchar,
    quality varchar,
    contributors varchar,
    partners varchar,
    wards varchar,
    collection varchar,
    reach varchar not null default 'corporate' check (reach in ('corporate', 'local')),
    also_in varchar,
    approved_by varchar,
    approved_on date,
    primary key (measure, valid_from),
    check (valid_to >= valid_from)
);
comment on table dim_measure is 'One row per measure and validity span: its whole definition.';
comment on column dim_measure.measure is 'Code people say: ENV01, or els-claimant-count for a publisher''s measure outside the plan.';
comment on column dim_measure.valid_from is 'First day this definition is in force.';
comment on column dim_measure.valid_to is 'Last day; 9999-12-31 while in force.';
comment on column dim_measure.title is 'Full title.';
comment on column dim_measure.short_title is 'Title where space is short.';
comment on column dim_measure.plain is 'What it means, in plain words.';
comment on column dim_measure.definition is 'Definition.';
comment on column dim_measure.rationale is 'Why it is measured.';
comment on column dim_measure.formula is 'Formula.';
comment on column dim_measure.numerator is 'What is counted.';
comment on column dim_measure.denominator is 'What it is divided by.';
comment on column dim_measure.inclusions is 'Inclusions and exclusions.';
comment on column dim_measure.unit is 'Unit in words: per cent, days per FTE, per 100,000 households.';
comment on column dim_measure.prefix is 'Printed before the figure: £.';
comment on column dim_measure.suffix is 'Printed after the figure: %, empty where the unit follows in words.';
comment on column dim_measure.decimals is 'Published decimals: comparison and display round to these, half up (DR-09).';
comment on column dim_measure.polarity is 'higher or lower is better, band, or none.';
comment on column dim_measure.band_low is 'Lower edge of the plan-is-best band (DR-06).';
comment on column dim_measure.band_high is 'Upper edge of the band.';
comment on column dim_measure.band_margin is 'Width of the amber margin on each side of the band.';
comment on column dim_measure.tier is 'Tier; null for a publisher''s measure outside the plan.';
comment on column dim_measure.component is 'Component codes, separated by |.';
comment on column dim_measure.type is 'outcome, operational, organisational health, financial, contract.';
comment on column dim_measure.theme is 'Theme an outcome is watched under: social, health, economic, environmental, or the council''s own.';
comment on column dim_measure.frequency is 'How often a value falls due.';
comment on column dim_measure.period_type is 'Type of its periods.';
comment on column dim_measure.due_days is 'Days after the period''s end by which the value is due.';
comment on column dim_measure.aggregation is 'How values add up over time (DR-30).';
comment on column dim_measure.cumulative is 'True where each value is the year to date.';
comment on column dim_measure.scheme is 'Status scheme that rates it.';
comment on column dim_measure.tolerance is 'Tolerance of the scheme: a share (0.05) if relative, in the measure''s unit if absolute.';
comment on column dim_measure.tolerance_kind is 'relative or absolute (DR-01).';
comment on column dim_measure.council_role is 'Whether the council delivers, enables or influences it (BCC-24).';
comment on column dim_measure.three_e is 'economy, efficiency or effectiveness (DCC-08).';
comment on column dim_measure.source_system is 'System that holds the source data (BCP-23).';
comment on column dim_measure.source_name is 'Publisher, to be shown with the figures.';
comment on column dim_measure.source_url is 'Where the publisher''s page is.';
comment on column dim_measure.licence is 'Licence and attribution of a published statistic.';
comment on column dim_measure.owner is 'Accountable officer role.';
comment on column dim_measure.data_owner is 'Who supplies the figure.';
comment on column dim_measure.contact is 'Whom to ask.';
comment on column dim_measure.directorate is 'Owning directorate''s plan node.';
comment on column dim_measure.service is 'Owning service''s plan node.';
comment on column dim_measure.portfolio is 'Cabinet portfolio.';
comment on column dim_measure.committee is 'Scrutiny committee.';
comment on column dim_measure.lifecycle is 'proposed, provisional, in_development, live, retired.';
comment on column dim_measure.replaced_by is 'Measure that takes its place.';
comment on column dim_measure.visibility is 'Lowest audience tier that may see it.';
comment on column dim_measure.value_type is 'What kind of number it is: a proportion has a Wilson interval, a rate of events a Byar one (DR-20, DR-21).';
comment on column dim_measure.per is 'Value = per × numerator ÷ denominator: 100 for per cent, 100000 for a rate per 100,000.';
comment on column dim_measure.suppress_below is 'Counts from 1 to one less than this are withheld (DR-35); null where nothing is.';
comment on column dim_measure.quartiles is 'False where no quartile is to be given (DR-18).';
comment on column dim_measure.seasonal is 'True where months or quarters differ by season so strongly that control limits would mislead (DR-28).';
comment on column dim_measure.spc_baseline is 'Points that fix the control limits; null: all of them (DR-25).';
comment on column dim_measure.national_set is 'National metric set it maps to (DR-46).';
comment on column dim_measure.national_code is 'Code in that set.';
comment on column dim_measure.guidance is 'Guidance the definition follows.';
comment on column dim_measure.headline is 'True for the headline set.';
comment on column dim_measure.in_plan is 'False for a published statistic no plan measure takes.';
comment on column dim_measure.baseline is 'Baseline value (BCP-19).';
comment on column dim_measure.baseline_period is 'Period of the baseline.';
comment on column dim_measure.caveats is 'What the figure does not show.';
comment on column dim_measure.quality is 'Data-quality rating, where one was given (DR-38).';
comment on column dim_measure.contributors is 'Directorates and services that contribute besides the owner, separated by |.';
comment on column dim_measure.partners is 'Partner organisations that share responsibility.';
comment on column dim_measure.wards is 'Wards it concerns, where not all.';
comment on column dim_measure.collection is 'How the figure is gathered: automatic, part automatic, by hand (DCC-28).';
comment on column dim_measure.reach is 'corporate, or local: watched by its service and left out of corporate lists (SMBC-44, SMBC-45).';
comment on column dim_measure.also_in is 'Other frameworks that hold the measure, separated by | (WCC-18).';
comment on column dim_measure.approved_by is 'Body that approved the definition.';
comment on column dim_measure.approved_on is 'Date of approval.';

create table bridge_plan_measure (
    measure varchar not null,
    node varchar not null,
    strength varchar not null check (strength in ('direct', 'indirect')),
    headline boolean not null,
    valid_from date not null,
    valid_to date not null,
    primary key (measure, node, valid_from)
);
comment on table bridge_plan_measure is 'One row per measure, plan node it serves and validity span; many to many, counted once in totals.';
comment on column bridge_plan_measure.measure is 'Measure.';
comment on column bridge_plan_measure.node is 'Plan node it serves.';
comment on column bridge_plan_measure.strength is 'direct or indirect contribution.';
comment on column bridge_plan_measure.headline is 'Headline measure of that node.';
comment on column bridge_plan_measure.valid_from is 'First day of the link.';
comment on column bridge_plan_measure.valid_to is 'Last day of the link.';

create table bridge_plan_milestone (
    milestone varchar not null,
    node varchar not null,
    strength varchar not null check (strength in ('direct', 'indirect')),
    primary key (milestone, node)
);
comment on table bridge_plan_milestone is 'One row per milestone and plan node it serves.';
comment on column bridge_plan_milestone.milestone is 'Milestone.';
comment on column bridge_plan_milestone.node is 'Plan node it serves.';
comment on column bridge_plan_milestone.strength is 'direct or indirect contribution.';

create table dim_basket (
    basket varchar primary key,
    name varchar not null,
    audience varchar,
    cadence varchar,
    reach varchar not null check (reach in ('corporate', 'local')),
    interim boolean not null,
    position integer not null
);
comment on table dim_basket is 'One row per basket: a named set of measures with its own audience and cadence.';
comment on column dim_basket.basket is 'Code of the basket.';
comment on column dim_basket.name is 'Name of the basket.';
comment on column dim_basket.audience is 'Who it is for.';
comment on column dim_basket.cadence is 'How often it is reported.';
comment on column dim_basket.reach is 'corporate, or local: the only kind that holds local measures (SMBC-45).';
comment on column dim_basket.interim is 'True for a set in use until the agreed one is (BCP-11).';
comment on column dim_basket.position is 'Order on screen.';

create table bridge_basket_measure (basket varchar not null, measure varchar not null, primary key (basket, measure));
comment on table bridge_basket_measure is 'One row per basket and measure.';
comment on column bridge_basket_measure.basket is 'Basket.';
comment on column bridge_basket_measure.measure is 'Measure.';

create table dim_forum (
    forum varchar primary key,
    name varchar not null,
    cadence varchar not null,
    kind varchar,
    audience varchar,
    chair varchar,
    description varchar,
    position integer not null
);
comment on table dim_forum is 'One row per forum that considers performance.';
comment on column dim_forum.forum is 'Code of the forum.';
comment on column dim_forum.name is 'Name of the forum.';
comment on column dim_forum.cadence is 'monthly, quarterly, half-yearly, annual, ad hoc.';
comment on column dim_forum.kind is 'cabinet, leadership, scrutiny, directorate, audit, partnership.';
comment on column dim_forum.audience is 'Who attends.';
comment on column dim_forum.chair is 'Who chairs.';
comment on column dim_forum.description is 'What it considers.';
comment on column dim_forum.position is 'Order on screen.';

create table bridge_forum_basket (forum varchar not null, basket varchar not null, primary key (forum, basket));
comment on table bridge_forum_basket is 'One row per forum and basket it considers.';
comment on column bridge_forum_basket.forum is 'Forum.';
comment on column bridge_forum_basket.basket is 'Basket.';

create table dim_meeting (
    meeting varchar primary key,
    forum varchar not null,
    held_on date not null,
    period varchar,
    publish_by date
);
comment on table dim_meeting is 'One row per meeting of a forum.';
comment on column dim_meeting.meeting is 'Code of the meeting.';
comment on column dim_meeting.forum is 'Forum that meets.';
comment on column dim_meeting.held_on is 'Date of the meeting.';
comment on column dim_meeting.period is 'Period reported.';
comment on column dim_meeting.publish_by is 'Last day for publication: five clear days lie between it and the meeting, weekends and bank holidays not counted (DR-47).';

create table dim_document (
    document varchar primary key,
    title varchar not null,
    kind varchar not null,
    owner varchar,
    published_on date,
    review_on date,
    url varchar,
    summary varchar,
    text varchar,
    theme varchar,
    parent varchar
);
comment on table dim_document is 'One row per strategy, plan document or report.';
comment on column dim_document.document is 'Code of the document.';
comment on column dim_document.title is 'Title.';
comment on column dim_document.kind is 'In the council''s words: what holds "strategy", "plan", "report" or "equality" is one of those in the library.';
comment on column dim_document.owner is 'Accountable officer role.';
comment on column dim_document.published_on is 'Date of publication.';
comment on column dim_document.review_on is 'Date it is to be reviewed.';
comment on column dim_document.url is 'Where it can be read.';
comment on column dim_document.summary is 'A paragraph about it.';
comment on column dim_document.text is 'Its words, for searching.';
comment on column dim_document.theme is 'Theme.';
comment on column dim_document.parent is 'Document above it: the strategy of a delivery plan.';

create table dim_event (
    event varchar primary key,
    measure varchar,
    event_date date not null,
    kind varchar not null check (kind in ('event', 'break', 'rebase')),
    label varchar not null,
    note varchar
);
comment on table dim_event is 'One row per event marked on trends: something that happened outside, a break in a series (DR-34), or new control limits (DR-25).';
comment on column dim_event.event is 'Code of the event.';
comment on column dim_event.measure is 'Measure it concerns; null for all.';
comment on column dim_event.event_date is 'Day it happened; a break begins a new series, a rebase new control limits, with the first period that ends on or after it.';
comment on column dim_event.kind is 'event, break or rebase.';
comment on column dim_event.label is 'A few words for the chart.';
comment on column dim_event.note is 'A sentence for the footnote.';

create table fact_observation (
    measure varchar not null,
    area varchar not null,
    period varchar not null,
    breakdown varchar not null,
    value double,
    numerator double,
    denominator double,
    lower double,
    upper double,
    marker varchar check (marker in ('c', 'x', 'z', 'p', 'r', 'e', 'f', 'b', 'u', 'low')),
    note varchar,
    vintage date not null,
    latest boolean not null,
    recorded_at date not null,
    file varchar not null,
    row bigint not null,
    check (value is not null or marker is not null),
    check (marker is null or marker not in ('c', 'x', 'z') or value is null)
);
comment on table fact_observation is 'One row per measure, area, period, breakdown and vintage. Sorted by measure, area, period. Nothing is ever overwritten (DR-37).';
comment on column fact_observation.measure is 'Measure.';
comment on column fact_observation.area is 'Area code as published.';
comment on column fact_observation.period is 'Period.';
comment on column fact_observation.breakdown is 'Breakdown value; total for the whole.';
comment on column fact_observation.value is 'The value, unrounded; null with a marker where there is none.';
comment on column fact_observation.numerator is 'Numerator, where given.';
comment on column fact_observation.denominator is 'Denominator, where given.';
comment on column fact_observation.lower is 'Lower 95% limit, where given.';
comment on column fact_observation.upper is 'Upper 95% limit, where given.';
comment on column fact_observation.marker is 'DR-36: c confidential, x not available, z not applicable, p provisional, r revised, e estimated, f forecast, b break, u low reliability, low rounds to zero.';
comment on column fact_observation.note is 'The publisher''s or the officer''s note.';
comment on column fact_observation.vintage is 'Date of the file that says so; a later vintage revises an earlier one.';
comment on column fact_observation.latest is 'True for the newest vintage of the council''s value: the current one.';
comment on column fact_observation.recorded_at is 'Date the file was received.';
comment on column fact_observation.file is 'File it was read from.';
comment on column fact_observation.row is 'Row in that file, the header being row 1.';

create table fact_target (
    measure varchar not null,
    period varchar not null,
    target double,
    intervention double,
    stretch double,
    vintage date not null,
    who varchar,
    why varchar,
    primary key (measure, period, vintage)
);
comment on table fact_target is 'One row per measure, period and vintage: the target and the intervention level set for it.';
comment on column fact_target.measure is 'Measure.';
comment on column fact_target.period is 'Period; the target of a profile is the one for that very period (DR-10).';
comment on column fact_target.target is 'Target.';
comment on column fact_target.intervention is 'Intervention level: beyond it the measure is red and an exception report is due (DR-02).';
comment on column fact_target.stretch is 'Stretch target.';
comment on column fact_target.vintage is 'Date it was set.';
comment on column fact_target.who is 'Who set it.';
comment on column fact_target.why is 'Why.';

create table fact_commentary (
    measure varchar,
    node varchar,
    period varchar not null,
    going_well varchar,
    needs_improvement varchar,
    action varchar,
    action_owner varchar,
    action_due date,
    exception boolean not null,
    judgement varchar check (judgement in ('green', 'amber', 'red')),
    judgement_reason varchar,
    author varchar,
    written_on date,
    sources varchar,
    check (measure is not null or node is not null)
);
comment on table fact_commentary is 'One row per measure or plan node and period: what the owner says.';
comment on column fact_commentary.measure is 'Measure, or null.';
comment on column fact_commentary.node is 'Plan node, or null.';
comment on column fact_commentary.period is 'Period it is about.';
comment on column fact_commentary.going_well is 'What is going well.';
comment on column fact_commentary.needs_improvement is 'What needs improvement.';
comment on column fact_commentary.action is 'Action planned.';
comment on column fact_commentary.action_owner is 'Who will do it.';
comment on column fact_commentary.action_due is 'By when.';
comment on column fact_commentary.exception is 'True for an exception report (DR-02).';
comment on column fact_commentary.judgement is 'Officer''s judgement of a plan node, where the council rates nodes so (DR-39).';
comment on column fact_commentary.judgement_reason is 'Its reason.';
comment on column fact_commentary.author is 'Role of the author.';
comment on column fact_commentary.written_on is 'Date of writing.';
comment on column fact_commentary.sources is 'Sources it draws on, separated by |.';

create table fact_milestone (
    milestone varchar not null,
    as_at date not null,
    title varchar not null,
    source_plan varchar,
    review varchar,
    owner varchar,
    partners varchar,
    category varchar,
    horizon varchar check (horizon in ('short', 'medium', 'long')),
    evidence varchar,
    start_date date,
    baseline date,
    forecast date,
    actual date,
    percent double check (percent between 0 and 100),
    tolerance_days integer not null,
    programme varchar,
    recommendation varchar,
    note varchar,
    primary key (milestone, as_at)
);
comment on table fact_milestone is 'One row per milestone and as-at date.';
comment on column fact_milestone.milestone is 'Milestone.';
comment on column fact_milestone.as_at is 'Date of the report.';
comment on column fact_milestone.title is 'What is to be delivered.';
comment on column fact_milestone.source_plan is 'Kind of plan it comes from: business plan, delivery plan, strategy, transformation (BCC-13).';
comment on column fact_milestone.review is 'Review whose recommendation it answers.';
comment on column fact_milestone.owner is 'Accountable officer role.';
comment on column fact_milestone.start_date is 'Planned start.';
comment on column fact_milestone.partners is 'Partners who do it with the council or by themselves, separated by | (BCP-30).';
comment on column fact_milestone.category is 'What kind of action it is: transformation, budget saving, service delivery (SMBC-43).';
comment on column fact_milestone.horizon is 'Short, medium or long term (SMBC-40).';
comment on column fact_milestone.evidence is 'Documents and surveys whose feedback shaped it, separated by | (SMBC-42).';
comment on column fact_milestone.baseline is 'Agreed date; null where none is agreed yet: it is counted and never judged.';
comment on column fact_milestone.forecast is 'Date now expected.';
comment on column fact_milestone.actual is 'Date completed.';
comment on column fact_milestone.percent is 'Per cent complete.';
comment on column fact_milestone.tolerance_days is 'Days of slip that are amber and not red (DR-40).';
comment on column fact_milestone.programme is 'Programme or project it belongs to.';
comment on column fact_milestone.recommendation is 'Recommendation it answers.';
comment on column fact_milestone.note is 'Note.';

create table fact_quality (
    measure varchar not null,
    period varchar,
    accuracy integer not null check (accuracy between 0 and 2),
    validity integer not null check (validity between 0 and 2),
    reliability integer not null check (reliability between 0 and 2),
    timeliness integer not null check (timeliness between 0 and 2),
    relevance integer not null check (relevance between 0 and 2),
    completeness integer not null check (completeness between 0 and 2),
    signed_by varchar,
    signed_on date,
    challenge varchar
);
comment on table fact_quality is 'One row per measure and period: how its data owner scores the six characteristics of data quality, 0 to 2 each (DR-38).';
comment on column fact_quality.measure is 'Measure.';
comment on column fact_quality.period is 'Period the score is about; null for all.';
comment on column fact_quality.accuracy is 'Accurate enough for its use.';
comment on column fact_quality.validity is 'Recorded by the rules that define it.';
comment on column fact_quality.reliability is 'Collected the same way over time.';
comment on column fact_quality.timeliness is 'Soon enough after the event.';
comment on column fact_quality.relevance is 'Says what it is used for.';
comment on column fact_quality.completeness is 'Without gaps.';
comment on column fact_quality.signed_by is 'Role that signed it off.';
comment on column fact_quality.signed_on is 'Date of the sign-off.';
comment on column fact_quality.challenge is 'What the corporate team asked or found.';

create table fact_budget (
    node varchar not null,
    period varchar not null,
    budget double not null,
    forecast double,
    savings_planned double,
    savings_delivered double,
    primary key (node, period)
);
comment on table fact_budget is 'One row per plan node and period, in pounds.';
comment on column fact_budget.node is 'Plan node, usually a directorate.';
comment on column fact_budget.period is 'Period.';
comment on column fact_budget.budget is 'Budget.';
comment on column fact_budget.forecast is 'Forecast outturn.';
comment on column fact_budget.savings_planned is 'Savings planned.';
comment on column fact_budget.savings_delivered is 'Savings delivered.';

create table fact_contract (
    contract varchar primary key,
    title varchar not null,
    supplier varchar not null,
    category varchar,
    value double,
    start_date date,
    end_date date,
    review_on date,
    owner varchar,
    sme boolean,
    local boolean,
    social_value varchar
);
comment on table fact_contract is 'One row per contract.';
comment on column fact_contract.contract is 'Reference.';
comment on column fact_contract.title is 'Title.';
comment on column fact_contract.supplier is 'Supplier.';
comment on column fact_contract.category is 'Category of spend.';
comment on column fact_contract.value is 'Value in pounds over its life.';
comment on column fact_contract.start_date is 'Start.';
comment on column fact_contract.end_date is 'End.';
comment on column fact_contract.review_on is 'Next review.';
comment on column fact_contract.owner is 'Accountable officer role.';
comment on column fact_contract.sme is 'True for a small or medium-sized supplier, null where nobody says.';
comment on column fact_contract.local is 'True for a supplier based in the area, null where nobody says.';
comment on column fact_contract.social_value is 'Social value promised.';

create table fact_survey (
    survey varchar not null,
    title varchar not null,
    kind varchar not null check (kind in ('workforce', 'pulse', 'residents', 'users', 'consultation')),
    question varchar not null,
    answer varchar not null,
    period varchar not null,
    percent double,
    base integer not null,
    invited integer,
    withheld boolean not null,
    higher_is_better boolean not null,
    note varchar,
    decision varchar,
    budget boolean not null,
    primary key (survey, question, period)
);
comment on table fact_survey is 'One row per survey question and period.';
comment on column fact_survey.survey is 'Survey.';
comment on column fact_survey.title is 'Name of the survey.';
comment on column fact_survey.kind is 'workforce, pulse, residents, users or consultation.';
comment on column fact_survey.question is 'Question.';
comment on column fact_survey.answer is 'Answer counted: agree or strongly agree.';
comment on column fact_survey.period is 'Period.';
comment on column fact_survey.percent is 'Per cent giving the answer; null where withheld.';
comment on column fact_survey.base is 'Number who answered; where withheld, the number below which answers are withheld.';
comment on column fact_survey.invited is 'Number who were asked; null where unknown or withheld.';
comment on column fact_survey.withheld is 'True where too few answered to publish.';
comment on column fact_survey.higher_is_better is 'Whether a higher share is better.';
comment on column fact_survey.note is 'Note.';
comment on column fact_survey.decision is 'What was decided with the answers.';
comment on column fact_survey.budget is 'True where the answers fed into the budget.';

create table fact_risk (
    risk varchar primary key,
    title varchar not null,
    description varchar,
    likelihood integer not null check (likelihood between 1 and 5),
    impact integer not null check (impact between 1 and 5),
    score integer not null,
    target_score integer,
    owner varchar,
    mitigation varchar,
    reviewed_on date
);
comment on table fact_risk is 'One row per strategic risk.';
comment on column fact_risk.risk is 'Reference.';
comment on column fact_risk.title is 'Title.';
comment on column fact_risk.description is 'Cause, event and effect.';
comment on column fact_risk.likelihood is 'Likelihood, 1 to 5.';
comment on column fact_risk.impact is 'Impact, 1 to 5.';
comment on column fact_risk.score is 'Likelihood times impact.';
comment on column fact_risk.target_score is 'Score to be reached.';
comment on column fact_risk.owner is 'Accountable officer role.';
comment on column fact_risk.mitigation is 'What is being done.';
comment on column fact_risk.reviewed_on is 'Last review.';

create table dim_programme (
    programme varchar primary key,
    title varchar not null,
    kind varchar not null check (kind in ('programme', 'project', 'improvement')),
    parent varchar,
    summary varchar,
    owner varchar,
    board varchar,
    directorate varchar,
    start_date date,
    end_date date,
    budget double,
    savings_planned double,
    savings_delivered double,
    state varchar not null check (state in ('proposed', 'active', 'paused', 'closed')),
    document varchar,
    position integer not null
);
comment on table dim_programme is 'One row per programme, project or improvement plan; money in pounds.';
comment on column dim_programme.programme is 'Code.';
comment on column dim_programme.title is 'Title.';
comment on column dim_programme.kind is 'programme, project or improvement (a plan that answers reviews).';
comment on column dim_programme.parent is 'Programme a project belongs to.';
comment on column dim_programme.summary is 'What it is to change.';
comment on column dim_programme.owner is 'Senior responsible owner.';
comment on column dim_programme.board is 'Board that oversees it.';
comment on column dim_programme.directorate is 'Directorate''s plan node.';
comment on column dim_programme.start_date is 'Start.';
comment on column dim_programme.end_date is 'End.';
comment on column dim_programme.budget is 'Budget over its life.';
comment on column dim_programme.savings_planned is 'Savings planned in the medium-term financial strategy.';
comment on column dim_programme.savings_delivered is 'Savings delivered.';
comment on column dim_programme.state is 'proposed, active, paused or closed.';
comment on column dim_programme.document is 'Document it comes from.';
comment on column dim_programme.position is 'Order on screen.';

create table fact_benefit (
    benefit varchar not null,
    programme varchar not null,
    title varchar not null,
    measure varchar,
    unit varchar,
    planned double,
    delivered double,
    due date,
    mtfs_line varchar,
    note varchar,
    as_at date not null,
    primary key (benefit, as_at)
);
comment on table fact_benefit is 'One row per benefit of a programme and as-at date.';
comment on column fact_benefit.benefit is 'Code.';
comment on column fact_benefit.programme is 'Programme.';
comment on column fact_benefit.title is 'Benefit.';
comment on column fact_benefit.measure is 'Measure that shows it.';
comment on column fact_benefit.unit is 'Unit in words.';
comment on column fact_benefit.planned is 'Planned.';
comment on column fact_benefit.delivered is 'Delivered.';
comment on column fact_benefit.due is 'By when.';
comment on column fact_benefit.mtfs_line is 'Line of the medium-term financial strategy the money belongs to; its year is that of the due date.';
comment on column fact_benefit.note is 'Note.';
comment on column fact_benefit.as_at is 'Date of the report.';

create table dim_recommendation (
    recommendation varchar primary key,
    review varchar not null,
    kind varchar not null,
    reviewer varchar,
    title varchar not null,
    text varchar,
    received_on date,
    response varchar not null,
    answer varchar,
    programme varchar,
    document varchar,
    owner varchar,
    closed_on date,
    position integer not null
);
comment on table dim_recommendation is 'One row per recommendation of a review.';
comment on column dim_recommendation.recommendation is 'Reference.';
comment on column dim_recommendation.review is 'Review.';
comment on column dim_recommendation.kind is 'review, inspection, audit, peer challenge or working group (DCC-25).';
comment on column dim_recommendation.reviewer is 'Who reviewed.';
comment on column dim_recommendation.title is 'Recommendation in a line.';
comment on column dim_recommendation.text is 'Its words.';
comment on column dim_recommendation.received_on is 'Date of the review.';
comment on column dim_recommendation.response is 'accepted, partly accepted, not accepted, awaited.';
comment on column dim_recommendation.answer is 'What the council answered.';
comment on column dim_recommendation.programme is 'Improvement plan that answers it.';
comment on column dim_recommendation.document is 'Document that holds the review.';
comment on column dim_recommendation.owner is 'Accountable officer role.';
comment on column dim_recommendation.closed_on is 'Date it was closed.';
comment on column dim_recommendation.position is 'Order on screen.';

create table bridge_related (
    kind varchar not null check (kind in ('programme', 'risk', 'contract', 'document', 'survey', 'recommendation')),
    code varchar not null,
    measure varchar,
    node varchar,
    check ((measure is null) <> (node is null))
);
comment on table bridge_related is 'One row per thing that stands around a measure or a plan node, and that measure or node.';
comment on column bridge_related.kind is 'What kind of thing.';
comment on column bridge_related.code is 'Its code.';
comment on column bridge_related.measure is 'Measure, or null.';
comment on column bridge_related.node is 'Plan node, or null.';

create table dim_class (
    classification varchar not null,
    classification_name varchar not null,
    class varchar not null,
    name varchar not null,
    description varchar,
    position integer not null,
    primary key (classification, class)
);
comment on table dim_class is 'One row per class of a classification that cuts across the plan: operating principle, SDG, equality duty.';
comment on column dim_class.classification is 'Classification.';
comment on column dim_class.classification_name is 'Its name: Operating principles, Sustainable Development Goals.';
comment on column dim_class.class is 'Class.';
comment on column dim_class.name is 'Name of the class.';
comment on column dim_class.description is 'What it means.';
comment on column dim_class.position is 'Order on screen.';

create table bridge_class (
    classification varchar not null,
    class varchar not null,
    measure varchar,
    node varchar,
    check ((measure is null) <> (node is null))
);
comment on table bridge_class is 'One row per class and measure or plan node that falls in it.';
comment on column bridge_class.classification is 'Classification.';
comment on column bridge_class.class is 'Class.';
comment on column bridge_class.measure is 'Measure, or null.';
comment on column bridge_class.node is 'Plan node, or null.';

create table dim_term (term varchar primary key, meaning varchar not null, also varchar);
comment on table dim_term is 'One row per word of the glossary.';
comment on column dim_term.term is 'Word.';
comment on column dim_term.meaning is 'What it means.';
comment on column dim_term.also is 'Other words for it, separated by |.';

create table dim_word (term varchar primary key, meaning varchar not null, also varchar);
comment on table dim_word is 'One row per word every dashboard explains; mart_term puts the council''s own before it.';
comment on column dim_word.term is 'Word.';
comment on column dim_word.meaning is 'What it means.';
comment on column dim_word.also is 'Other words for it, separated by |.';

create table dim_role (
    role varchar primary key,
    kind varchar not null check (kind in ('member', 'officer', 'partner')),
    duties varchar not null,
    position integer not null
);
comment on table dim_role is 'One row per role in managing performance.';
comment on column dim_role.role is 'Role.';
comment on column dim_role.kind is 'member, officer or partner.';
comment on column dim_role.duties is 'What it is responsible for.';
comment on column dim_role.position is 'Order on screen.';

create table bridge_role_forum (role varchar not null, forum varchar not null, primary key (role, forum));
comment on table bridge_role_forum is 'One row per role and forum it sits on.';
comment on column bridge_role_forum.role is 'Role.';
comment on column bridge_role_forum.forum is 'Forum.';

create table dim_change (
    changed_on date not null,
    kind varchar not null check (kind in ('measure', 'target', 'plan', 'basket', 'framework')),
    code varchar,
    summary varchar not null,
    reason varchar not null,
    decided_by varchar
);
comment on table dim_change is 'One row per decision about the framework itself.';
comment on column dim_change.changed_on is 'Date.';
comment on column dim_change.kind is 'measure, target, plan, basket or framework.';
comment on column dim_change.code is 'Code of what changed.';
comment on column dim_change.summary is 'What changed.';
comment on column dim_change.reason is 'Why.';
comment on column dim_change.decided_by is 'Who decided.';

create table bridge_basket_change (changed_on date not null, basket varchar not null, measure varchar not null, added boolean not null);
comment on table bridge_basket_change is 'One row per decision about a basket and measure it added or took out.';
comment on column bridge_basket_change.changed_on is 'Date of the decision.';
comment on column bridge_basket_change.basket is 'Basket.';
comment on column bridge_basket_change.measure is 'Measure.';
comment on column bridge_basket_change.added is 'True where the basket gained it, false where it lost it.';

create table dim_calendar (
    starts_on date not null,
    ends_on date,
    title varchar not null,
    kind varchar not null check (kind in ('planning', 'budget', 'report', 'refresh', 'start')),
    forum varchar,
    note varchar,
    primary key (starts_on, title)
);
comment on table dim_calendar is 'One row per date of the council''s year besides its meetings.';
comment on column dim_calendar.starts_on is 'The day, or the first of several.';
comment on column dim_calendar.ends_on is 'The last of several days.';
comment on column dim_calendar.title is 'What is done.';
comment on column dim_calendar.kind is 'planning, budget, report, refresh, or start: the framework''s first day.';
comment on column dim_calendar.forum is 'Forum that decides it.';
comment on column dim_calendar.note is 'Note.';

create table dim_pair (
    pair varchar primary key,
    title varchar not null,
    cost varchar not null,
    outcome varchar not null,
    node varchar,
    statement varchar,
    position integer not null
);
comment on table dim_pair is 'One row per pair of a cost and what it buys (value for money).';
comment on column dim_pair.pair is 'Code.';
comment on column dim_pair.title is 'Title.';
comment on column dim_pair.cost is 'Measure of the cost.';
comment on column dim_pair.outcome is 'Measure of what it buys.';
comment on column dim_pair.node is 'Plan node it concerns.';
comment on column dim_pair.statement is 'Value-for-money statement of the service.';
comment on column dim_pair.position is 'Order on screen.';

create table load_file (
    file varchar primary key,
    source varchar,
    outcome varchar not null check (outcome in ('loaded', 'unread')),
    sha256 varchar not null,
    bytes bigint not null,
    vintage date,
    recorded_at date not null,
    rows_read bigint not null,
    rows_loaded bigint not null,
    rows_refused bigint not null,
    check (rows_read = rows_loaded + rows_refused)
);
comment on table load_file is 'One row per file found in the inboxes and the framework pack.';
comment on column load_file.file is 'Name, beginning with the inbox it lay in.';
comment on column load_file.source is 'Source that understood it.';
comment on column load_file.outcome is 'loaded, or unread where it holds nothing for the warehouse.';
comment on column load_file.sha256 is 'Checksum of its bytes.';
comment on column load_file.bytes is 'Its size.';
comment on column load_file.vintage is 'Vintage of its observations.';
comment on column load_file.recorded_at is 'Date it was received.';
comment on column load_file.rows_read is 'Rows in the file.';
comment on column load_file.rows_loaded is 'Rows that became rows of the warehouse.';
comment on column load_file.rows_refused is 'Rows left out, each with its reason in load_issue.';

create table load_issue (
    file varchar not null,
    row bigint,
    "column" varchar,
    rule varchar not null,
    found varchar,
    expected varchar,
    message varchar not null,
    rows bigint not null
);
comment on table load_issue is 'One row per thing worth knowing about a file that was loaded: rows left out, and why.';
comment on column load_issue.file is 'File.';
comment on column load_issue.row is 'First row concerned.';
comment on column load_issue."column" is 'Column concerned.';
comment on column load_issue.rule is 'Rule it breaks.';
comment on column load_issue.found is 'What was found.';
comment on column load_issue.expected is 'What was expected.';
comment on column load_issue.message is 'The sentence a person reads.';
comment on column load_issue.rows is 'How many rows it concerns.';

create table load_build (
    ended_at timestamp not null,
    snapshot varchar,
    files bigint,
    observations bigint,
    left_out bigint
);
comment on table load_build is 'One row per build of this warehouse, this one and those before it; refused ones too.';
comment on column load_build.ended_at is 'When it ended, in UTC.';
comment on column load_build.snapshot is 'Fingerprint of its inputs; null where it was refused.';
comment on column load_build.files is 'Files with data.';
comment on column load_build.observations is 'Observations loaded.';
comment on column load_build.left_out is 'Rows left out, each with its reason.';

create table load_refusal (
    ended_at timestamp not null,
    file varchar not null,
    rule varchar not null,
    row bigint,
    places bigint not null
);
comment on table load_refusal is 'One row per file and rule that a build was refused for.';
comment on column load_refusal.ended_at is 'The build.';
comment on column load_refusal.file is 'File, as the inbox names it.';
comment on column load_refusal.rule is 'Rule it broke.';
comment on column load_refusal.row is 'First row that breaks it.';
comment on column load_refusal.places is 'How many places do.';

create view current_measure as
select * from dim_measure qualify row_number() over (partition by measure order by valid_from desc) = 1;
comment on view current_measure is 'One row per measure: its newest definition.';

create view current_observation as
select
    measure,
    authority as area,
    period,
    breakdown,
    value,
    numerator,
    denominator,
    lower,
    upper,
    marker,
    note,
    vintage,
    recorded_at,
    file,
    row
from fact_observation
join dim_area using (area)
where latest;
comment on view current_observation is 'One row per measure, council, period and breakdown: the newest vintage, under the council''s present code.';

-- Told by its codes, not its authority: so the scan passes over all other councils' rows, ten times as quick as asking current_observation.
create view own_observation as
select
    measure,
    authority as area,
    period,
    breakdown,
    value,
    numerator,
    denominator,
    lower,
    upper,
    marker,
    note,
    vintage,
    recorded_at,
    file,
    row
from fact_observation
join dim_area using (area)
where latest
  and authority = (select area from dim_area where own);
comment on view own_observation is 'One row per measure, period and breakdown: the rows of current_observation that are the council''s own.';

create view dated_figure as
select
    measure,
    breakdown,
    period,
    area,
    value,
    dim_period.type = coalesce(period_type, dim_period.type) as own_kind,
    dim_period.months,
    end_date,
    month_index
from current_observation
join current_measure using (measure)
join dim_period using (period)
where value is not null;
comment on view dated_figure is 'One row per figure there is: the period it is of, and whether that is of the measure''s own kind.';

create view current_target as
select * from fact_target qualify row_number() over (partition by measure, period order by vintage desc) = 1;
comment on view current_target is 'One row per measure and period: the target last set.';
