-- One row per period and breakdown of a measure in which the council's own figure has an interval: against the published figure of its nation (DR-22, DR-24).
create table mart_significance as
select *
from against_nation('mart_interval')
order by measure, period, breakdown;
