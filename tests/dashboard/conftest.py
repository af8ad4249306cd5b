"""A small warehouse by hand, made with the schema and the marts of the pipelines, until the demo pack is built."""

import os
from pathlib import Path

import duckdb
import pytest

SQL = Path(os.environ.get("GTSQL") or Path(__file__).parents[2] / "pipelines" / "sql")
MARTS = ("reporting", "status", "travel", "thread", "position", "scorecard", "rollup", "delivery", "search")


def fill(db: duckdb.DuckDBPyConnection, snapshot: str = "one", version: int = 1, tier: str = "public") -> None:
    for script in ("schema", "rules"):
        db.execute((SQL / f"{script}.sql").read_text("utf-8"))
    db.execute(
        """
        insert into warehouse by name select $snapshot as "snapshot", $version as schema_version, $tier as tier, date '2025-10-14' as as_at,
          timestamp '2025-10-14 08:00:00' as built_at, 'Aldermere City Council' as council, 'Aldermere' as council_short, 'X1' as area,
          '#12436D' as accent, true as demonstration, 'KPI' as measure_word, 'KPIs' as measure_word_plural, 'quarter' as reporting_type,
          'near' as default_group, 15 as neighbours, 'performance@example.org' as contact, 'An invented council.' as about
        """,
        {"snapshot": snapshot, "version": version, "tier": tier},
    )
    db.execute("""
        insert into dim_level values ('outcome','plan',1,'Outcome','Outcomes','outcomes'),('priority','plan',2,'Priority','Priorities','outcomes'),
          ('directorate','delivery',3,'Directorate','Directorates','directorates'),('service','delivery',4,'Service','Services','services');
        insert into dim_status select 'intervention', * from (values ('green','On target','Met.','circle',true,9),('amber','Near target','Near.','triangle',true,3),
          ('red','Off target','Missed.','diamond',true,1),('overdue','Overdue','Late.','outline',false,2),('due_awaiting','Awaiting','Awaited.','outline',false,4),
          ('not_due','Not due','Later.','outline',false,8),('suppressed','Suppressed','Small.','outline',false,5),('not_available','Not available','None.','outline',false,6),
          ('not_comparable','Not comparable','Changed.','outline',false,7),('no_target','No target','Watched.','outline',false,10),
          ('in_development','In development','Soon.','outline',false,11),('not_applicable','Not applicable','No.','outline',false,12));
        insert into dim_tier values ('strategic','Strategic','What matters.',1,true);
        insert into dim_component values ('health','Organisational health',1);
        insert into dim_area select 'X'||i, 'Place '||i, 'unitary', 'West Midlands', 'England', null, null, null, 'X'||i, i=1 from range(1,10) t(i);
        insert into dim_area values ('E1','England','nation',null,'England',null,null,null,'E1',false);
        insert into dim_group values ('near','similar councils','ONS similar','2025','X1','method');
        insert into bridge_group_area select 'near','X'||i, i-1 from range(2,10) t(i);
        insert into dim_period select '2024-25Q'||q,'quarter',d, (d + interval 3 month - interval 1 day)::date, 3, year(d+interval 2 month)*12+month(d+interval 2 month), 'Quarter '||q||' 2024/25','Q'||q||' 2024/25','2024/25'
          from (select q, (date '2024-04-01' + to_months(((q-1)*3)::int))::date d from range(1,5) t(q));
        insert into dim_period select '2025-26Q'||q,'quarter',d, (d + interval 3 month - interval 1 day)::date, 3, year(d+interval 2 month)*12+month(d+interval 2 month), 'Quarter '||q||' 2025/26','Q'||q||' 2025/26','2025/26'
          from (select q, (date '2025-04-01' + to_months(((q-1)*3)::int))::date d from range(1,5) t(q));
        insert into dim_breakdown values ('total','total','Total',0),('sex:female','sex','Female',1),('sex:male','sex','Male',2);
        insert into dim_plan by name select * from (values
          ('CP','CP',null,null,1,'Corporate Plan','Corporate Plan'),('CP','O1','outcome','CP',1,'Green and clean','Green'),('CP','P1','priority','O1',1,'Clean streets','Clean streets'),
          ('CP','P2','priority','O1',2,'Less waste','Less waste'),('DP','DP',null,null,2,'Delivery plans','Delivery'),('DP','D1','directorate','DP',1,'City Operations','City Operations'),
          ('DP','S1','service','D1',1,'Street scene','Street scene')) v(plan,node,level,parent,position,title,short_title),
          (values (false, date '2024-04-01', date '2028-03-31','approved')) w(partnership,valid_from,valid_to,state);
        insert into dim_measure by name select * from (values
          ('ENV01','Household waste recycled','Recycling','per cent','','%',1,'higher','quarterly','quarter'),
          ('ENV02','Missed bins per 100,000','Missed bins','per 100,000','','',0,'lower','quarterly','quarter')) v(measure,title,short_title,unit,prefix,suffix,decimals,polarity,frequency,period_type),
          (select date '2024-04-01' as valid_from, date '9999-12-31' as valid_to, 'strategic' as tier, 'health' as component, 30 as due_days, 'last' as aggregation, false as cumulative, 'intervention' as scheme,
            'live' as lifecycle, 'public' as visibility, true as headline, true as in_plan, 'D1' as directorate, 'S1' as service, 'Director' as owner, 'A plain word or two.' as plain);
        insert into bridge_plan_measure select m, n, 'direct', true, date '2024-04-01', date '9999-12-31' from (values ('ENV01','P2'),('ENV02','P1'),('ENV01','S1'),('ENV02','S1')) v(m,n);
        insert into fact_observation select m, 'X'||i, period, 'total', 40 + i + q + if(m='ENV02', 15, 0), 10, 25, 38, 44, if(q=3 and i=1,'p',null), null, date '2025-10-01', true, date '2025-10-01', 'a.csv', i
          from (values ('ENV01'),('ENV02')) v(m), range(1,10) t(i), (select period, row_number() over (order by end_date) q from dim_period where end_date <= '2025-09-30') p where not (q = 6 and i > 1) and not (m='ENV02' and q = 2);
        insert into fact_observation values ('ENV02','X1','2024-25Q2','total',null,null,null,null,null,'c','Small numbers.','2025-10-01',true,'2025-10-01','a.csv',99),
          ('ENV01','E1','2025-26Q1','total',43,null,null,null,null,null,null,'2025-10-01',true,'2025-10-01','a.csv',100),
          ('ENV01','X1','2025-26Q1','sex:female',43,null,null,null,null,null,null,'2025-10-01',true,'2025-10-01','a.csv',101);
        insert into fact_target select m, period, 50, 44, null, date '2024-04-01', 'Cabinet', null from (values ('ENV01')) v(m), dim_period;
        insert into fact_target select m, period, 45, 60, null, date '2024-04-01', 'Cabinet', null from (values ('ENV02')) v(m), dim_period;
        insert into fact_commentary by name select 'ENV02' as measure, '2025-26Q2' as period, 'Crews are full.' as going_well, 'Rounds are long.' as needs_improvement, 'Redraw rounds.' as action, true as exception;
        insert into dim_event values ('e1','ENV01','2025-01-10','event','Strike','Crews were out.');
        insert into fact_milestone by name select 'M1' as milestone, date '2025-10-01' as as_at, 'New depot' as title, date '2025-09-30' as baseline, date '2025-12-01' as forecast;
        insert into bridge_plan_milestone values ('M1','P1','direct');
        insert into dim_basket values ('B','Cabinet basket',null,null,1); insert into bridge_basket_measure values ('B','ENV01');
        insert into dim_forum by name select 'CAB' as forum, 'Cabinet' as name, 'quarterly' as cadence, 1 as position; insert into bridge_forum_basket values ('CAB','B');
        insert into dim_meeting values ('c1','CAB','2025-11-01','2025-26Q2',null);
    """)
    for mart in MARTS:
        db.execute((SQL / f"mart_{mart}.sql").read_text("utf-8"))


def publish(folder: Path, snapshot: str = "one", version: int = 1, tier: str = "public") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{tier}.draft"
    draft.unlink(missing_ok=True)
    with duckdb.connect(draft) as db:
        fill(db, snapshot, version, tier)
    os.replace(draft, folder / f"{tier}.duckdb")
    return folder


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("warehouse"))
