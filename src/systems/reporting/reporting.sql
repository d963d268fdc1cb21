-- name: reporting_evidence   what else in the system knew of an incident, earliest first
-- in:   incident i64
-- row:  at i64 (ms), what text, register text, record i64
select at, what, register, id from (
  select "at" as at, '报警' as what, 'alarm' as register, "id" as id from r_alarm where "incident" = $1 and "_void" = 0
  union all select "at", '值班日志', 'duty_log', "id" from r_duty_log where "incident" = $1 and "_void" = 0
  union all select coalesce("reported_at", "_created"), '保险报案', 'claim', "id" from r_claim where "incident" = $1 and "_void" = 0
  union all select coalesce("known_at", "_created"), '并入的事件', 'incident', "id" from r_incident where "merged_into" = $1 and "_state" = 'merged' and "_void" = 0) as e
  where at is not null order by at limit 1

-- name: reporting_pending   what an incident or a response still has to report
-- in:   incident i64, response i64 (0 = none)
-- row:  id i64
select "id" from r_report_duty where (("incident" = $1 and $1 <> 0) or ("response" = $2 and $2 <> 0)) and "_state" = 'pending' and "_void" = 0 order by "due_at", "id"

-- name: reporting_count   how often a rule was owed by a body, and how often it waits
-- in:   incident i64, response i64, rule text, level text, to level text, region text ('' = any)
-- row:  all i64, pending i64
select count(*), coalesce(sum(case when "_state" = 'pending' then 1 else 0 end), 0) from r_report_duty
  where (("incident" = $1 and $1 <> 0) or ("response" = $2 and $2 <> 0)) and "rule" = $3 and "level" = $4 and "to_level" = $5
  and ($6 = '' or "region" = $6) and "_void" = 0

-- name: reporting_has_filed
-- in:   incident i64, level text
select 1 from r_filing where "incident" = $1 and coalesce("level", 'county') = $2 and "stage" <> 'notice' and "_void" = 0 limit 1

-- name: reporting_figures   figures of the report before, by whoever
-- in:   incident i64, not this one i64
-- row:  deaths, missing, serious_injuries, injuries, affected i64, loss i64 (fen)
select "deaths", "missing", "serious_injuries", "injuries", "affected", "loss_yuan" from r_filing
  where "incident" = $1 and "id" <> $2 and "_void" = 0 and "_state" <> 'returned' and "stage" <> 'notice'
  order by coalesce("filed_at", "_created") desc, "id" desc limit 1

-- name: reporting_bodies   places just below one
-- in:   region text, level text
-- row:  code text
select "code" from r_region where "parent" = $1 and "level" = $2 and "_void" = 0 order by "code" limit 200

-- name: reporting_table   late and missing filings of a span by body
-- in:   region from text, region to text, with the levels above i64, from i64, to i64 (ms), now i64
-- row:  region text, level text, due, in_time, late, missing, waived i64, late_s i64 (longest)
select d."region", d."level", sum(case when d."_state" <> 'waived' then 1 else 0 end),
  sum(case when d."_state" = 'filed' and coalesce(d."late_s", 0) = 0 then 1 else 0 end),
  sum(case when d."_state" = 'filed' and d."late_s" > 0 then 1 else 0 end),
  sum(case when d."_state" = 'pending' and d."due_at" < $6 then 1 else 0 end),
  sum(case when d."_state" = 'waived' then 1 else 0 end), coalesce(max(d."late_s"), 0)
  from r_report_duty d left join r_incident i on i."id" = d."incident"
  where d."_void" = 0 and d."started_at" >= $4 and d."started_at" < $5
  and ((d."region" >= $1 and d."region" < $2) or ($3 = 1 and d."level" = 'province' and i."_region" >= $1 and i."_region" < $2))
  group by d."region", d."level" order by d."region", d."level" limit 2000

-- name: reporting_owed   single duties, the soonest first
-- in:   region from text, region to text, with the levels above i64, from i64, to i64 (ms), now i64, body from text, body to text,
--       level text, state text, incident i64, response i64, only text
-- row:  id, incident, response, number, started, due, filed, late_s, evidence, filing, step i64, state, rule, stage, level, to_level,
--       channel, region, what, evidence register, title, waived_by, waived_reason text
select d."id", coalesce(d."incident", 0), coalesce(d."response", 0), coalesce(d."number", 1), d."started_at", d."due_at", d."filed_at",
  coalesce(d."late_s", 0), coalesce(d."object", d."incident", 0), coalesce(d."filing", 0), coalesce(o.step, 0), d."_state", d."rule",
  coalesce(d."stage", 'first'), d."level", coalesce(d."to_level", ''), coalesce(d."channel", ''), coalesce(d."region", ''),
  coalesce(d."evidence", ''), coalesce(d."object_register", 'incident'), coalesce(i."_title", r."_title", ''), coalesce(d."waived_by", ''),
  coalesce(d."waived_reason", '')
  from r_report_duty d left join r_incident i on i."id" = d."incident" left join r_response r on r."id" = d."response"
  left join obligation o on o.record = d."id" and o.clock = 'report'
  where d."_void" = 0 and d."started_at" >= $4 and d."started_at" < $5
  and ((d."region" >= $1 and d."region" < $2) or ($3 = 1 and d."level" = 'province' and i."_region" >= $1 and i."_region" < $2))
  and d."region" >= $7 and d."region" < $8 and ($9 = '' or d."level" = $9) and ($10 = '' or d."_state" = $10)
  and ($11 = 0 or d."incident" = $11) and ($12 = 0 or d."response" = $12)
  and ($13 = '' or ($13 = 'due' and d."_state" <> 'waived') or ($13 = 'waived' and d."_state" = 'waived')
    or ($13 = 'in_time' and d."_state" = 'filed' and coalesce(d."late_s", 0) = 0)
    or ($13 = 'late' and d."_state" = 'filed' and d."late_s" > 0)
    or ($13 = 'missing' and d."_state" = 'pending' and d."due_at" < $6))
  order by d."due_at", d."id" limit 1000

-- name: reporting_unreported   what happened, by another source, without a filing; what was said of it stays beside it
-- in:   region from text, region to text, before i64, from i64 (ms)
-- row:  register text, id i64, title text, region text, at i64, why text, incident i64, enterprise i64, waiver i64, by text, reason text, at i64
select u.register, u.id, u.title, u.region, u.at, u.why, u.incident, u.enterprise, w."id", coalesce(w."decided_by", ''), coalesce(w."reason", ''),
  coalesce(w."decided_at", w."_created") from (
select 'alarm' as register, "id" as id, "_title" as title, "_region" as region, "at" as at, 'alarm' as why, 0 as incident, coalesce("enterprise", 0) as enterprise from r_alarm
  where "_void" = 0 and "level" in ('1', '2') and "incident" is null and "_state" <> 'closed' and "at" < $3 and "at" >= $4 and "_region" >= $1 and "_region" < $2
union all
select 'claim', c."id", c."_title", c."_region", c."at", 'claim', coalesce(c."incident", 0), coalesce(c."enterprise", 0) from r_claim c
  where c."_void" = 0 and (c."deaths" > 0 or c."injuries" > 0) and coalesce(c."reported_at", c."at") >= $4 and c."_region" >= $1 and c."_region" < $2
  and not exists (select 1 from r_filing f where f."incident" = c."incident" and f."_void" = 0)
  and not exists (select 1 from r_incident i join r_filing f on f."incident" = i."id" and f."_void" = 0
    where i."enterprise" = c."enterprise" and i."_void" = 0 and abs(coalesce(i."occurred_at", i."known_at") - c."at") < 2592000000)
  and not exists (select 1 from r_accident a where a."enterprise" = c."enterprise" and a."_void" = 0 and abs(a."occurred_at" - c."at") < 2592000000)
union all
select 'dispatch', d."id", d."_title", d."_region", coalesce(d."ordered_at", d."_created"), 'dispatch', coalesce(d."incident", 0), 0 from r_dispatch d
  where d."_void" = 0 and d."_state" not in ('refused', 'cancelled') and coalesce(d."ordered_at", d."_created") between $4 and $3 and d."_region" >= $1 and d."_region" < $2
  and not exists (select 1 from r_filing f where f."incident" = d."incident" and f."_void" = 0)) as u
left join r_report_waiver w on w."id" = (select max(x."id") from r_report_waiver x where x."_state" = 'stands' and x."_void" = 0
  and ((u.register = 'alarm' and x."alarm" = u.id) or (u.register = 'claim' and x."claim" = u.id) or (u.register = 'dispatch' and x."dispatch" = u.id)))
order by case when w."id" is null then 0 else 1 end, u.at desc, u.id limit 500
