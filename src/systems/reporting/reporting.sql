-- name: reporting_evidence   what else in the system knew of an incident, earliest first
-- in:   incident i64
-- row:  at i64 (ms), what text
select at, what from (
  select "at" as at, '报警' as what from r_alarm where "incident" = $1 and "_void" = 0
  union all select "at", '值班日志' from r_duty_log where "incident" = $1 and "_void" = 0
  union all select coalesce("known_at", "_created"), '并入的事件' from r_incident where "merged_into" = $1 and "_state" = 'merged' and "_void" = 0) as e
  where at is not null order by at limit 1

-- name: reporting_duties   what an incident still has to report
-- in:   incident i64
-- row:  id i64
select "id" from r_report_duty where "incident" = $1 and "_state" = 'pending' and "_void" = 0 order by "due_at", "id"

-- name: reporting_duty_of
select 1 from r_report_duty where "incident" = $1 and "rule" = $2 and "level" = $3 and "_void" = 0

-- name: reporting_table   late and missing filings of a span by body
-- in:   from i64, to i64 (ms), region from text, region to text, now i64
-- row:  region text, level text, due int, in_time int, late int, missing int, late_s i64 (longest)
select "region", "level", count(*), sum(case when "_state" = 'filed' and coalesce("late_s", 0) = 0 then 1 else 0 end),
  sum(case when "_state" = 'filed' and "late_s" > 0 then 1 else 0 end),
  sum(case when "_state" = 'pending' and "due_at" < $5 then 1 else 0 end), coalesce(max("late_s"), 0)
  from r_report_duty where "_void" = 0 and "_state" <> 'waived' and "started_at" >= $1 and "started_at" < $2 and "region" >= $3 and "region" < $4
  group by "region", "level" order by "region", "level"

-- name: reporting_unreported   what happened, by another source, without a filing
-- in:   region from text, region to text, before i64, from i64 (ms)
-- row:  register text, id i64, title text, region text, at i64, why text
select 'alarm' as register, "id", "_title", "_region", "at", 'alarm' from r_alarm
  where "_void" = 0 and "level" in ('1', '2') and "incident" is null and "_state" <> 'closed' and "at" < $3 and "at" >= $4 and "_region" >= $1 and "_region" < $2
union all
select 'claim', c."id", c."_title", c."_region", c."at", 'claim' from r_claim c
  where c."_void" = 0 and (c."deaths" > 0 or c."injuries" > 0) and c."at" >= $4 and c."_region" >= $1 and c."_region" < $2
  and not exists (select 1 from r_incident i join r_filing f on f."incident" = i."id" and f."_void" = 0
    where i."enterprise" = c."enterprise" and i."_void" = 0 and abs(coalesce(i."occurred_at", i."known_at") - c."at") < 2592000000)
  and not exists (select 1 from r_accident a where a."enterprise" = c."enterprise" and a."_void" = 0 and abs(a."occurred_at" - c."at") < 2592000000)
union all
select 'dispatch', d."id", d."_title", d."_region", coalesce(d."ordered_at", d."_created"), 'dispatch' from r_dispatch d
  where d."_void" = 0 and d."_state" not in ('refused', 'cancelled') and coalesce(d."ordered_at", d."_created") between $4 and $3 and d."_region" >= $1 and d."_region" < $2
  and not exists (select 1 from r_filing f where f."incident" = d."incident" and f."_void" = 0)
order by 5 desc limit 500
