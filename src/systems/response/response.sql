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
