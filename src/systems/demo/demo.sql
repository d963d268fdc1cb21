-- name: year_there   what the city has of a year before it is brought up to data/demo/year.csv, by the keys of indicators
-- in:   from i64, to i64 (not included), last day i64
-- row:  key text, value f64 in the unit of the key
with a as (select "sector", "deaths" from r_accident where "_void" = 0 and "occurred_at" >= $1 and "occurred_at" < $2),
  h as (select "sector", "closed_at" from r_hazard where "_void" = 0 and "found_at" >= $1 and "found_at" < $2),
  k as (select "sector", "fine_yuan" / 1e6 as fine from r_case where "_void" = 0 and "decided_at" >= $1 and "decided_at" < $2),
  f as (select "burnt_ha", "damaged_ha" from r_forest_fire where "_void" = 0 and "started_at" >= $1 and "started_at" < $2),
  d as (select "people", "cost_yuan" / 1e6 as cost from r_drill where "_void" = 0 and "at" >= $1 and "at" < $2),
  x as (select "person" || char(31) || "category" as who, "passed" from r_exam_result where "_void" = 0 and "at" >= $1 and "at" < $2)
select 'acc.industry.count', count(*) from a where "sector" = 'industry'
union all select 'acc.industry.fatal', count(*) from a where "sector" = 'industry' and "deaths" > 0
union all select 'acc.industry.deaths', total("deaths") from a where "sector" = 'industry'
union all select 'acc.road.count', count(*) from a where "sector" = 'road'
union all select 'acc.road.fatal', count(*) from a where "sector" = 'road' and "deaths" > 0
union all select 'acc.road.deaths', total("deaths") from a where "sector" = 'road'
union all select 'chem.visits', count(*) from r_inspection where "_void" = 0 and "sector" = 'chemical' and "at" >= $1 and "at" < $2
union all select 'chem.hd.found', count(*) from h where "sector" = 'chemical'
union all select 'chem.hd.fixed', count(*) from h where "sector" = 'chemical' and "closed_at" is not null
union all select 'ind.hd.found', count(*) from h where "sector" = 'industry'
union all select 'flood.hd', count(*) from h where "sector" = 'flood'
union all select 'enf.cases', count(*) from r_case where "_void" = 0 and "filed_at" >= $1 and "filed_at" < $2
union all select 'enf.fines', total(fine) from k
union all select 'ind.fines', total(fine) from k where "sector" = 'industry'
union all select 'forest.fires', count(*) from f
union all select 'forest.burnt', total("burnt_ha") from f
union all select 'forest.damaged', total("damaged_ha") from f
union all select 'drill.count', count(*) from d
union all select 'drill.people', total("people") from d
union all select 'drill.cost', total(cost) from d
union all select 'exam.taken', count(distinct who) from x
union all select 'exam.passed', count(distinct who) from x where "passed" = 1
union all select 'ins.premium', total("premium_yuan") / 1e6 from r_policy where "_void" = 0 and "from" <= $3 and "to" >= $3

-- name: year_firms   what was done to which firm in a year
-- in:   from i64, to i64 (not included), last day i64
-- row:  ref of the firm text, deed i64 (the bits of demo_year.h)
select e."ref", r.deed from r_enterprise e join (
  select "enterprise", 1 as deed from r_inspection where "_void" = 0 and "at" >= $1 and "at" < $2
  union select "enterprise", 2 from r_order where "_void" = 0 and "kind" = 'stop' and "issued_at" >= $1 and "issued_at" < $2
  union select "enterprise", 4 from r_order where "_void" = 0 and "kind" = 'rectify' and "issued_at" >= $1 and "issued_at" < $2
  union select "enterprise", 8 from r_case where "_void" = 0 and "filed_at" >= $1 and "filed_at" < $2
  union select "enterprise", 16 from r_policy where "_void" = 0 and "from" <= $3 and "to" >= $3) r on r."enterprise" = e."id"
