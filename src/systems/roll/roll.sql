-- name: roll_drafts   calls that wait for their roll
-- row:  notice i64, response i64
select n."id", n."response" from r_notice n where n."_void" = 0 and n."_state" = 'draft' and n."kind" = 'response' and n."response" is not null
  and n."drafted_by" = 'system' order by n."id" limit 20

-- name: roll_posts   posts in force of a place, of persons in service, with what each looks after; not of places whose own response of the kind runs: that one calls them
-- in:   region from text, region to text, day i64, response i64
-- row:  person i64, kind text, region text, object text, its register text, its id i64
select p."person", p."kind", p."_region", coalesce(p."object_name", ''), coalesce(p."object_register", ''), coalesce(p."object", 0) from r_post p join r_person q on q."id" = p."person" and q."_void" = 0
  and coalesce(q."on_post", 1) <> 0 where p."_void" = 0 and p."_region" >= $1 and p."_region" < $2 and p."since" <= $3
  and (p."until" is null or p."until" >= $3) and typeof(p."person") = 'integer'
  and not exists (select 1 from r_response s join r_response mine on mine."id" = $4 where s."_state" = 'active' and s."_void" = 0 and s."id" <> mine."id"
    and s."kind" = mine."kind" and substr(s."_region", 5, 2) <> '00' and substr(s."_region", 7) = '000000' and substr(mine."_region", 5) = '00000000'
    and substr(p."_region", 1, 6) = substr(s."_region", 1, 6)) order by p."id"

-- name: roll_persons   who is on the roll of a response
select "person" from r_roll_call where "response" = $1 and "_void" = 0

-- name: roll_unreached   rows that nobody has answered yet
select "id" from r_roll_call where "response" = $1 and "_state" = 'called' and "_void" = 0 order by "id"

-- name: roll_of_person   rows that an act of a person settles
-- in:   person i64, done i64 (ms), response i64 (0 = any)
select r."id" from r_roll_call r join r_response s on s."id" = r."response" and s."_state" = 'active' where r."person" = $1 and r."_void" = 0
  and r."_state" in ('called', 'covered') and coalesce(s."started_at", 0) <= $2 and ($3 = 0 or r."response" = $3) order by r."id"

-- name: roll_asked   rows that a stand-in was asked to cover by this notice
-- in:   person i64, notice i64
select "id" from r_roll_call where "asked" = $1 and "notice" = $2 and "_state" = 'called' and "_void" = 0 order by "id"

-- name: roll_overdue   not answered in time, of running responses; who is asked next is found for each
-- in:   now i64, limit i64
select r."id" from r_roll_call r join r_response s on s."id" = r."response" and s."_state" = 'active'
  where r."_void" = 0 and r."_state" = 'called' and r."rung" < 2 and r."due_at" <= $1 order by r."response", r."id" limit $2

-- name: roll_stand_in   the stand-in of a person's posts in force within a place
-- in:   person i64, region from text, region to text, day i64
-- row:  person i64, name text
select q."id", q."name" from r_post p join r_person q on q."id" = p."substitute" and q."_void" = 0 and coalesce(q."on_post", 1) <> 0
  where p."person" = $1 and p."_void" = 0 and p."_region" >= $2 and p."_region" < $3 and p."since" <= $4 and (p."until" is null or p."until" >= $4)
  and q."id" <> $1 order by p."id" limit 1

-- name: roll_township   who leads a township against floods, the one for the village first
-- in:   region text (village), township text, person that is missing i64, day i64
-- row:  person i64, name text
select q."id", q."name" from r_post p join r_person q on q."id" = p."person" and q."_void" = 0 and coalesce(q."on_post", 1) <> 0
  where p."kind" in ('township_flood', 'township_liaison') and p."_void" = 0 and p."_region" in ($1, $2) and p."since" <= $4
  and (p."until" is null or p."until" >= $4) and q."id" <> $3 order by case p."kind" when 'township_liaison' then 0 else 1 end, p."id" limit 1

-- name: roll_callable   rows of a place that are not on post
-- in:   response i64, region from text, region to text
select "id" from r_roll_call where "response" = $1 and "_state" = 'called' and "_void" = 0 and +"_region" >= $2 and +"_region" < $3 order by "id"

-- name: roll_board   of one response and those of its kind that run in the places below it, by place of so many digits
-- in:   response i64, region from text, region to text, digits i64, now i64
-- row:  place text, due i64, on post i64, covered i64, late i64, asked i64
select substr("_region", 1, $4) as place, count(*), sum("_state" = 'on_post'), sum("_state" = 'covered'),
  sum("_state" = 'called' and "due_at" <= $5), sum("_state" = 'called' and "asked" is not null)
  from r_roll_call where "response" in (select $1 union select s."id" from r_response s join r_response mine on mine."id" = $1 where s."kind" = mine."kind" and s."_state" = 'active'
    and s."_void" = 0 and mine."_state" = 'active' and substr(mine."_region", 5) = '00000000' and substr(s."_region", 1, 4) = substr(mine."_region", 1, 4))
  and "_void" = 0 and +"_region" >= $2 and +"_region" < $3 group by place order by place

-- name: roll_evidence_counts   what put people on post
-- in:   response i64, region from text, region to text
-- row:  evidence text, n i64
select "evidence", count(*) from r_roll_call where "response" = $1 and "_void" = 0 and "_state" = 'on_post' and +"_region" >= $2 and +"_region" < $3
  group by "evidence" order by count(*) desc

-- name: rolls   responses with a roll that touches a place, running ones first
-- in:   region from text, region to text
-- row:  id i64, kind text, level text, region text, state text, started i64, due i64, on post i64, covered i64
select s."id", s."kind", s."level", s."_region", s."_state", coalesce(s."started_at", 0), count(*), sum(r."_state" = 'on_post'), sum(r."_state" = 'covered')
  from r_response s join r_roll_call r on r."response" = s."id" and r."_void" = 0 and +r."_region" >= $1 and +r."_region" < $2
  where s."_void" = 0 group by s."id" order by s."_state" = 'active' desc, s."started_at" desc limit 50

-- name: roll_counts   running responses whose counts are not those of their roll
-- row:  response i64, due i64, on post i64
select s."id", count(r."id"), sum(r."_state" = 'on_post') from r_response s join r_roll_call r on r."response" = s."id" and r."_void" = 0
  where s."_state" = 'active' and s."_void" = 0 group by s."id"
  having coalesce(s."posts_due", -1) <> count(r."id") or coalesce(s."posts_confirmed", -1) <> sum(r."_state" = 'on_post')

-- name: season_posts   all posts with their holder and how he was reached last; a call that no gateway took says nothing of his number
-- in:   day i64
-- row:  id i64, kind text, register text, object i64, person any, in force int, region text, name text, phone text, in service int, last call text
select p."id", p."kind", coalesce(p."object_register", ''), coalesce(p."object", 0), p."person", p."since" <= $1 and (p."until" is null or p."until" >= $1),
  p."_region", coalesce(q."name", cast(p."person" as text)), coalesce(q."phone", ''), coalesce(q."on_post", 1),
  coalesce((select r."_state" from r_receipt r where r."person" = p."person" and r."_void" = 0 and r."_state" <> 'sent'
    and not (r."_state" = 'failed' and exists (select 1 from outbox o where o.receipt = r."id" and o.channel <> 'app')
      and not exists (select 1 from outbox o where o.receipt = r."id" and o.channel <> 'app' and o.provider_id <> '')) order by r."id" desc limit 1), ''), coalesce(q."_region", '')
  from r_post p left join r_person q on q."id" = p."person" and q."_void" = 0 where p."_void" = 0 order by p."id"

-- name: season_check_of   the check of a body
select "id" from r_post_check where "region" = $1 and "_void" = 0 order by "id" limit 1

-- name: season_counties   the bodies that a check is kept for
select "code" from r_region where "level" = 'county' and "_void" = 0 and "valid_to" is null order by "code"
