-- name: wall_display   the screen of an account
-- row:  id i64, preset text, incident i64
select "id", coalesce("preset", ''), coalesce("incident", 0) from r_display where "account" = $1 and "_void" = 0 and "_state" = 'shown' order by "id" desc limit 1

-- name: wall_responses   in force in an area, the gravest first
-- in:   region from text, region to text (the same two first for all below)
-- row:  kind text, level text, started i64 (ms), region text
select "kind", "level", coalesce("started_at", "_created"), "_region" from r_response where "_void" = 0 and "_state" = 'active' and "_region" >= $1 and "_region" < $2
  order by "level", "_region", "started_at" limit 12

-- name: wall_figures   in: … now i64 (ms), since i64 (ms)
-- row:  incidents, warnings, evacuated, placed, teams, people, hazards, late hazards, inspections of the month
select (select count(*) from r_incident where "_void" = 0 and "_state" in ('reported', 'verified', 'handling', 'controlled') and "_region" >= $1 and "_region" < $2),
  (select count(*) from r_warning where "_void" = 0 and "_state" = 'issued' and coalesce("expires_at", $3 + 1) > $3 and "_region" >= $1 and "_region" < $2),
  (select coalesce(sum("evacuated"), 0) from r_incident where "_void" = 0 and "_state" in ('reported', 'verified', 'handling', 'controlled') and "_region" >= $1 and "_region" < $2),
  (select coalesce(sum("people"), 0) from r_transfer where "_void" = 0 and "_state" = 'arrived' and coalesce("direction", 'out') = 'out' and "_region" >= $1 and "_region" < $2),
  (select count(distinct "team") from r_dispatch where "_void" = 0 and "_state" in ('accepted', 'departed', 'arrived') and "_region" >= $1 and "_region" < $2),
  (select coalesce(sum(d."people"), 0) from r_dispatch d where d."_void" = 0 and d."_state" in ('accepted', 'departed', 'arrived') and d."_region" >= $1 and d."_region" < $2),
  (select count(*) from r_hazard where "_void" = 0 and "_state" in ('found', 'ordered', 'rectifying', 'submitted') and "_region" >= $1 and "_region" < $2),
  (select count(*) from r_hazard where "_void" = 0 and "_state" in ('found', 'ordered', 'rectifying') and "due_at" < $3 and "_region" >= $1 and "_region" < $2),
  (select count(*) from r_inspection where "_void" = 0 and "at" >= $4 and "_region" >= $1 and "_region" < $2)

-- name: wall_incidents   those that are not over, the gravest and newest first
-- row:  id i64, title text, grade text, kind text, state text, region text, at i64, lon f64, lat f64, deaths, missing, injuries, evacuated (null = not known)
select "id", "title", coalesce("grade", "grade_proposed", ''), coalesce("kind", ''), "_state", "_region", coalesce("occurred_at", "known_at", "_created"), "lon", "lat",
  "deaths", "missing", "injuries", "evacuated" from r_incident where "_void" = 0 and "_state" in ('reported', 'verified', 'handling', 'controlled') and "_region" >= $1 and "_region" < $2
  order by case coalesce("grade", "grade_proposed", '') when '' then '9' else coalesce("grade", "grade_proposed") end, 7 desc limit 30

-- name: wall_timeline   lines of an incident, newest first; without those that were corrected
-- in:   incident i64
-- row:  at i64 (ms), kind text, text text
select "at", coalesce("kind", ''), "text" from r_timeline t where "incident" = $1 and "_void" = 0
  and not exists (select 1 from r_timeline c where c."corrects" = t."id" and c."_void" = 0) order by "at" desc, "id" desc limit 12

-- name: wall_deadlines   reports that are owed, soonest first
-- row:  title text, level text, due i64 (ms), region text
select coalesce(i."title", ''), d."level", d."due_at", d."_region" from r_report_duty d left join r_incident i on i."id" = d."incident"
  where d."_void" = 0 and d."_state" = 'pending' and d."_region" >= $1 and d."_region" < $2 and d."due_at" is not null order by d."due_at" limit 8

-- name: wall_moved   people on the lists of each county: to be moved, on the way, placed
-- row:  county text, listed i64, moving i64, placed i64
select substr("_region", 1, 6), sum(case when "_state" = 'listed' then coalesce("people", 1) else 0 end), sum(case when "_state" = 'moving' then coalesce("people", 1) else 0 end),
  sum(case when "_state" = 'arrived' then coalesce("people", 1) else 0 end) from r_transfer where "_void" = 0 and "_state" in ('listed', 'moving', 'arrived')
  and coalesce("direction", 'out') = 'out' and "_region" >= $1 and "_region" < $2 group by 1 order by 1 limit 12

-- name: wall_warnings   in force
-- in:   … now i64
-- row:  headline text, colour text, issued i64 (ms), region text
select coalesce("headline", ''), coalesce("colour", ''), coalesce("issued_at", "_created"), "_region" from r_warning where "_void" = 0 and "_state" = 'issued'
  and coalesce("expires_at", $3 + 1) > $3 and "_region" >= $1 and "_region" < $2 order by 3 desc limit 8

-- name: wall_teams   forces that are under way, at their base
-- row:  name text, state text, lon f64, lat f64, incident i64
select coalesce(t."short_name", t."name"), d."_state", t."lon", t."lat", d."incident" from r_dispatch d join r_team t on t."id" = d."team"
  where d."_void" = 0 and d."_state" in ('accepted', 'departed', 'arrived') and d."_region" >= $1 and d."_region" < $2 and t."lon" is not null limit 200

-- name: wall_shift   who keeps the duty room of an area
-- in:   place text (12 digits)
-- row:  officer text, leader text, starts i64, ends i64 (ms)
select coalesce(o."name", cast(s."officer" as text)), coalesce(l."name", cast(s."leader" as text), ''), s."starts_at", s."ends_at" from r_shift s
  left join r_person o on o."id" = s."officer" left join r_person l on l."id" = s."leader"
  where s."_void" = 0 and s."_state" in ('running', 'handing') and s."_region" = $1 order by s."starts_at" desc limit 1

-- name: wall_hours   incidents that became known, by hour
-- in:   … now i64, from i64 (ms)
-- row:  hours ago i64, n i64
select ($3 - coalesce("known_at", "_created")) / 3600000, count(*) from r_incident where "_void" = 0 and "_state" not in ('merged', 'false_report')
  and coalesce("known_at", "_created") > $4 and coalesce("known_at", "_created") <= $3 and "_region" >= $1 and "_region" < $2 group by 1 order by 1
