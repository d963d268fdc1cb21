-- name: duty_shifts   what a place has on its roster, oldest first
-- in:   region text, from i64, to i64 (ms), org i64 (0 = any)
-- row:  id i64, state text, starts i64, ends i64, published i64, phone text, org text, batch text, kind text, then (id, name) of leader, chief, officer, officer2, driver
select s."id", s."_state", s."starts_at", s."ends_at", s."published_on", coalesce(s."room_phone", ''),
  coalesce(o."name", cast(s."org" as text), ''), coalesce(s."batch", ''), coalesce(s."kind", ''),
  s."leader", coalesce(a."name", cast(s."leader" as text), ''), s."chief", coalesce(b."name", cast(s."chief" as text), ''),
  s."officer", coalesce(c."name", cast(s."officer" as text), ''), s."officer2", coalesce(d."name", cast(s."officer2" as text), ''),
  s."driver", coalesce(e."name", cast(s."driver" as text), '')
  from r_shift s left join r_org o on o."id" = s."org" left join r_person a on a."id" = s."leader" left join r_person b on b."id" = s."chief"
  left join r_person c on c."id" = s."officer" left join r_person d on d."id" = s."officer2" left join r_person e on e."id" = s."driver"
  where s."_void" = 0 and s."_state" <> 'cancelled' and s."_region" = $1 and s."ends_at" > $2 and s."starts_at" < $3
  and ($4 = 0 or s."org" = $4) order by s."starts_at", s."id" limit 2000

-- name: duty_present   who is on duty at a place: the shift that runs, else the one whose time it is
-- in:   region text, now i64
-- row:  id i64, starts i64, ends i64
select "id", "starts_at", "ends_at" from r_shift where "_void" = 0 and "_region" = $1 and coalesce("kind", 'day_night') in ('day_night', 'day', 'night')
  and ("_state" in ('running', 'handing') or ("_state" = 'planned' and "starts_at" <= $2 and "ends_at" > $2))
  order by case "_state" when 'planned' then 1 else 0 end, "starts_at" desc, "id" limit 1

-- name: duty_next   the planned shift that follows at a place
-- in:   region text, starts not before i64, org i64 (0 = any), not this one i64
-- row:  id i64, starts i64, ends i64
select "id", "starts_at", "ends_at" from r_shift where "_void" = 0 and "_region" = $1 and "_state" = 'planned' and "starts_at" >= $2
  and coalesce("kind", 'day_night') in ('day_night', 'day', 'night') and ($3 = 0 or "org" = $3 or "org" is null) and "id" <> $4
  order by "starts_at", "id" limit 1

-- name: duty_leader_shift   a shift of leaders beside that of the officers
-- in:   region text, now i64
-- row:  leader id i64, leader name text
select s."leader", coalesce(p."name", cast(s."leader" as text), '') from r_shift s left join r_person p on p."id" = s."leader"
  where s."_void" = 0 and s."_region" = $1 and s."kind" = 'leader' and s."_state" in ('planned', 'running', 'handing')
  and s."starts_at" <= $2 and s."ends_at" > $2 and s."leader" is not null order by s."starts_at" desc limit 1

-- name: duty_planned_in   shifts of a roster that have not begun
-- in:   region text, from i64, to i64 (ms), batch text ('' = any)
-- row:  id i64, published i64
select "id", "published_on" from r_shift where "_void" = 0 and "_region" = $1 and "_state" = 'planned' and "starts_at" >= $2 and "starts_at" < $3
  and ($4 = '' or "batch" = $4) order by "starts_at", "id" limit 1000

-- name: duty_grave_responses   responses of a level or worse that run
-- in:   level text, region from text, region to text
select count(*) from r_response where "_void" = 0 and "_state" = 'active' and "level" <= $1 and "_region" >= $2 and "_region" < $3

-- name: duty_open_log   what a log still has open
-- in:   region from text, region to text
-- row:  register text, id i64, title text, state text, at i64
select 'duty_log', "id", "_title", "_state", "at" from r_duty_log where "_void" = 0 and "_state" <> 'closed' and "_region" >= $1 and "_region" < $2 and coalesce("kind", '') <> 'handover'
  and "corrects" is null order by "at" desc limit 50

-- name: duty_running_responses
-- in:   region from text, region to text
-- row:  register text, id i64, title text, state text, at i64
select 'response', "id", "_title", "_state", "started_at" from r_response where "_void" = 0 and "_state" = 'active' and "_region" >= $1 and "_region" < $2 order by "level", "started_at" limit 50

-- name: duty_warnings
-- in:   region from text, region to text
-- row:  register text, id i64, title text, state text, at i64
select 'warning', "id", "_title", "_state", "expires_at" from r_warning where "_void" = 0 and "_state" = 'issued' and "_region" >= $1 and "_region" < $2 order by "issued_at" desc limit 50

-- name: duty_incidents
-- in:   region from text, region to text
-- row:  register text, id i64, title text, state text, at i64
select 'incident', "id", "_title", "_state", coalesce("known_at", "occurred_at", "_created") from r_incident where "_void" = 0 and "_state" in ('reported', 'verified', 'handling', 'controlled', 'review')
  and "_region" >= $1 and "_region" < $2 order by coalesce("grade", "grade_proposed", '5'), 5 desc limit 50

-- name: duty_gateways   what link says of each channel
-- row:  channel text, 0, detail text, state text, at i64
select channel, 0, detail, state, at from gateway order by channel

-- name: duty_devices   means of communication in repair, and stations that say nothing
-- in:   region from text, region to text
-- row:  register text, id i64, title text, state text, at i64
select * from (select 'equipment', "id", "_title", "_state", "_updated" from r_equipment where "_void" = 0 and "kind" in ('communication', 'communication_vehicle')
  and "_state" = 'repair' and "_region" >= $1 and "_region" < $2 order by "id" limit 20)
union all select * from (select 'station', "id", "_title", "status", "_updated" from r_station where "_void" = 0 and "status" in ('offline', 'fault')
  and "_region" >= $1 and "_region" < $2 order by "id" limit 20)

-- name: duty_reminders   what was said of a thing and is not settled
-- in:   register text, record i64
-- row:  id i64
select "id" from r_reminder where "_void" = 0 and "object_register" = $1 and "object" = $2 and "_state" <> 'settled' order by "id"

-- name: duty_place_phone   telephone of the duty room of a place, as the places or its emergency bureau have it
-- in:   region text
-- row:  phone text
select "duty_phone" from (
  select "duty_phone", 0 as rank, "id" from r_region where "code" = $1 and "_void" = 0
  union all select "duty_phone", 1, "id" from r_org where "_region" = $1 and "kind" = 'emergency' and "_void" = 0) as p
  where "duty_phone" is not null and "duty_phone" <> '' order by rank, "id" limit 1
