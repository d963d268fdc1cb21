-- name: response_of_incident   those that are proposed or run, newest first
-- in:   incident i64
-- row:  id i64, state text, level text
select "id", "_state", "level" from r_response where "incident" = $1 and "_state" in ('proposed', 'active') and "_void" = 0 order by "id" desc

-- name: response_plan   a valid plan for a hazard and place, the nearest one first
-- in:   hazard code text, its group text, region text (12), county text, city text
-- row:  id i64
select "id" from r_plan where "_state" = 'valid' and "_void" = 0 and "hazard" in ($1, $2) and "_region" in ($3, $4, $5)
  order by case "hazard" when $1 then 0 else 1 end, case "_region" when $3 then 0 when $4 then 1 else 2 end, "id" limit 1

-- name: response_steps   what a plan asks for at a level, in its order
-- in:   plan i64, level text
-- row:  id i64
select "id" from r_plan_step where "plan" = $1 and "_void" = 0 and coalesce("level", '4') >= $2 order by "minute", "number", "id"

-- name: response_has_task
select 1 from r_task where "response" = $1 and "plan_step" = $2 and "_void" = 0

-- name: response_holder   who holds a post of a kind, the nearest place first
-- in:   kind text, region text, county text, city text, today i64 (days)
-- row:  person any (id, or the name of somebody in no register), phone text
select p."person", coalesce(q."phone", '') from r_post p left join r_person q on q."id" = p."person"
  where p."kind" = $1 and p."_void" = 0 and p."_region" in ($2, $3, $4) and p."since" <= $5 and coalesce(p."until", $5) >= $5
  order by case p."_region" when $2 then 0 when $3 then 1 else 2 end, p."id" limit 1

-- name: response_review   planned and actual minutes of a response's steps
-- in:   response i64
-- row:  task i64, title text, minute int, due i64, accepted i64, finished i64, state text
select t."id", t."title", s."minute", t."due_at", t."accepted_at", t."finished_at", t."_state" from r_task t
  left join r_plan_step s on s."id" = t."plan_step" where t."response" = $1 and t."_void" = 0 order by t."due_at", t."id"

-- name: response_plans   plans in force
select "id" from r_plan where "_state" = 'valid' and "_void" = 0 order by "id"

-- name: response_all_steps
select "id" from r_plan_step where "plan" = $1 and "_void" = 0 order by "minute", "number", "id"

-- name: ending_no_missing   people nobody has found, or of whom nobody has said that there are none
-- in:   incident i64, response i64, now i64 (the same three for all that follow)
-- row:  register text, id i64, title text (also of all that follow)
select 'incident', "id", "_title" from r_incident where "id" = $1 and $2 >= 0 and $3 > 0 and ("missing" is null or "missing" > 0 or "trapped" > 0)

-- name: ending_stood_down   forces that are not back
select 'dispatch', "id", "_title" from r_dispatch where "incident" = $1 and $2 >= 0 and $3 > 0 and "_void" = 0
  and "_state" in ('ordered', 'accepted', 'departed', 'arrived', 'finished') order by "id"

-- name: ending_tasks_done   orders that nobody has finished or taken back; of a response only its own
select 'task', "id", "_title" from r_task where (($2 = 0 and "incident" = $1) or ($2 <> 0 and "response" = $2)) and $3 > 0 and "_void" = 0
  and "_state" in ('ordered', 'accepted', 'departed', 'arrived', 'refused') order by "due_at", "id"

-- name: ending_loans_back   loans without an end, or past it
select 'loan', "id", "_title" from r_loan where "incident" = $1 and $2 >= 0 and "_void" = 0
  and ("_state" in ('requested', 'approved') or ("_state" = 'lent' and ("to" is null or "to" < $3))) order by "id"

-- name: ending_people_home   people who were moved and are not back
select 'transfer', "id", "_title" from r_transfer where "event" = $1 and $2 >= 0 and $3 > 0 and "_void" = 0 and "_state" <> 'released' order by "id"

-- name: ending_response_ended
select 'response', "id", "_title" from r_response where "incident" = $1 and $2 >= 0 and $3 > 0 and "_void" = 0 and "_state" in ('proposed', 'active') order by "id"

-- name: ending_level_lowered   a response above its lowest level
select 'response', "id", "_title" from r_response where "id" = $2 and $1 >= 0 and $3 > 0 and "level" < '4'

-- name: ending_final_report   a report was owed or made, and the last one is not
select 'incident', i."id", i."_title" from r_incident i where i."id" = $1 and $2 >= 0 and $3 > 0 and i."final_report_at" is null
  and (exists (select 1 from r_filing f where f."incident" = $1 and f."_void" = 0)
    or exists (select 1 from r_report_duty d where d."incident" = $1 and d."_void" = 0 and d."_state" <> 'waived'))

-- name: ending_roads_open
select 'road_closure', "id", "_title" from r_road_closure where "incident" = $1 and $2 >= 0 and $3 > 0 and "_void" = 0 and "_state" <> 'open' order by "id"

-- name: ending_answers   what persons have said of an incident's end, or of a response's ($2 <> 0), newest first
-- in:   incident i64, response i64
-- row:  id i64, item text, state text, note text, by text, at i64, overridden by text, at i64, reason text, register text, object i64
select "id", "item", "_state", "note", "answered_by", "answered_at", "overridden_by", "overridden_at", "override_reason", "object_register", "object" from r_end_check
  where (($2 = 0 and "incident" = $1 and "response" is null) or ($2 <> 0 and "response" = $2)) and "_void" = 0 and "_state" <> 'withdrawn' order by "id" desc
