-- name: response_of_incident   those that are proposed or run, newest first
-- in:   incident i64
-- row:  id i64, state text, level text
select "id", "_state", "level" from r_response where "incident" = $1 and "_state" in ('proposed', 'active') and "_void" = 0 order by "id" desc

-- name: response_running   one that runs for the same thing and place already, the oldest
-- in:   response i64, kind text, region text, incident i64 (0 = none)
-- row:  id i64
select "id" from r_response where "id" <> $1 and "kind" = $2 and "_region" = $3 and coalesce("incident", 0) = $4 and "_state" = 'active' and "_void" = 0 order by "id" limit 1

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

-- name: plan_shelters   danger spots of a place whose shelter is missing, out of use or too small
-- in:   region from text, region to text
-- row:  register text, id i64, title text, kind text
select x.* from (
  select 'flood_spot' as register, f."id" as id, f."_title", case when s."id" is null or s."_void" <> 0 then 'no_shelter' when s."_state" = 'closed' then 'closed_shelter'
      when coalesce(s."capacity", 0) < coalesce(f."people", 0) then 'small_shelter' end as kind
    from r_flood_spot f left join r_shelter s on s."id" = f."shelter" where f."_void" = 0 and coalesce(f."people", 1) > 0 and f."_region" >= $1 and f."_region" < $2
  union all
  select 'geo_point', g."id", g."_title", case when s."id" is null or s."_void" <> 0 then 'no_shelter' when s."_state" = 'closed' then 'closed_shelter'
      when coalesce(s."capacity", 0) < coalesce(g."people", 0) then 'small_shelter' end
    from r_geo_point g left join r_shelter s on s."id" = g."shelter" where g."_void" = 0 and g."_state" = 'watched' and coalesce(g."people", 1) > 0
    and g."_region" >= $1 and g."_region" < $2) as x where x.kind is not null order by 1, 2 limit 500

-- name: plan_limits   levels of a place that contradict each other over two records, or within one that was read in unchecked
-- in:   region from text, region to text
-- row:  register text, id i64, title text, kind text
select x.* from (
  select 'flood_spot' as register, f."id" as id, f."_title", case when f."move_level_m" > s."guaranteed_level_m" then 'move_above_guaranteed'
      when f."ready_level_m" > s."warning_level_m" and f."ready_level_m" >= s."guaranteed_level_m" then 'ready_above_guaranteed' end as kind
    from r_flood_spot f join r_station s on s."id" = f."station" and s."_void" = 0 where f."_void" = 0 and f."_region" >= $1 and f."_region" < $2
  union all
  select 'reservoir', r."id", r."_title", case when r."flood_limit_m" > r."normal_level_m" then 'limit_above_normal' when r."typhoon_limit_m" > r."design_level_m" then 'limit_above_design'
      when r."crest_m" < r."check_level_m" then 'crest_below_check' end
    from r_reservoir r where r."_void" = 0 and r."_region" >= $1 and r."_region" < $2) as x where x.kind is not null order by 1, 2 limit 500

-- name: plan_minutes   steps that come later at a worse level, or later than the plan above allows
-- in:   plan i64
-- row:  register text, id i64, title text, kind text
select 'plan_step', b."id", b."_title", 'later_when_worse' from r_plan_step a join r_plan_step b on b."plan" = a."plan" and b."title" = a."title" and b."_void" = 0
  and coalesce(b."level", '4') < coalesce(a."level", '4') and b."minute" > a."minute" where a."plan" = $1 and a."_void" = 0
union
select 'plan_step', c."id", c."_title", 'later_than_above' from r_plan p join r_plan_step a on a."plan" = p."parent" and a."_void" = 0 join r_plan_step c on c."plan" = p."id"
  and c."title" = a."title" and c."_void" = 0 and c."minute" > a."minute" where p."id" = $1
order by 2 limit 500

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

-- name: ending_response_lifted   responses of the event, or of water, wind and slopes, that hold where the people of a list come from; $2 is the list, here and below
select 'response', r."id", r."_title" from r_transfer_list l join r_response r on (r."incident" = $1 or (r."incident" is null
  and r."kind" in ('flood', 'typhoon', 'rainstorm', 'geology'))) and r."_void" = 0 and r."_state" = 'active'
  and (r."_region" = '' or substr(r."_region", 1, 4) = substr(l."_region", 1, 4) and (substr(r."_region", 5, 2) in ('00', substr(l."_region", 5, 2)))
  and (substr(r."_region", 7, 3) in ('000', substr(l."_region", 7, 3)))) where l."id" = $2 and $3 > 0 order by r."id"

-- name: ending_roads_open_here   closed roads in the county of a list
select 'road_closure', c."id", c."_title" from r_transfer_list l join r_road_closure c on c."_void" = 0 and c."_state" <> 'open'
  and (c."_region" = '' or substr(c."_region", 1, 6) = substr(l."_region", 1, 6)) where l."id" = $2 and $1 >= 0 and $3 > 0 order by c."id"

-- name: ending_answers   what persons have said of an incident's end, or of a response's or transfer list's ($2 <> 0), newest first
-- in:   incident i64, response or list i64
-- row:  id i64, item text, state text, note text, by text, at i64, overridden by text, at i64, reason text, register text, object i64
select "id", "item", "_state", "note", "answered_by", "answered_at", "overridden_by", "overridden_at", "override_reason", "object_register", "object" from r_end_check
  where (($2 = 0 and "incident" = $1 and "response" is null and "transfer_list" is null) or ($2 <> 0 and ("response" = $2 or "transfer_list" = $2))) and "_void" = 0 and "_state" <> 'withdrawn' order by "id" desc
