-- One row per period and breakdown of a measure in which the council's own figure has an interval: the publisher's, or ours from the counts (DR-20, DR-21).
create table mart_interval as
select *
from intervals_of('own_observation')
order by measure, period, breakdown;
