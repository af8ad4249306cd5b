-- One row per measure and period scored: the total of the six characteristics and the rating they amount to (DR-38).
create table mart_rating as
select
    *,
    accuracy + validity + reliability + timeliness + relevance + completeness as total,
    case
        when total >= 11 then 'High'
        when total >= 8 then 'Reasonable'
        when total >= 5 then 'Limited'
        else 'None'
    end as by_total,
    least(accuracy, validity, reliability, timeliness, relevance, completeness) = 0
        and by_total in ('High', 'Reasonable') as capped,
    if(capped, 'Limited', by_total) as rating
from fact_quality
order by measure, period;
