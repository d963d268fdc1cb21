-- name: evac_households   those in danger, village by village
-- in:   region from text, region to text, reasons text (blank at both ends, '' = any), object i64 (0 = any)
-- row:  id i64, region text, lon f64, lat f64, people int, vehicle int, walk int (-1 = not known), helper any, shelter i64, needs text,
--       residents int, of them away int
select h."id", h."_region", h."lon", h."lat", coalesce(h."people", 0), coalesce(h."vehicle", 0), coalesce(h."walk_min", -1), h."helper", coalesce(h."shelter", 0),
  coalesce(h."needs", ''), coalesce(r.n, 0), coalesce(r.away, 0) from r_household h
  left join (select "household", sum(coalesce("people", 1)) as n, sum(case when "away" = 1 then coalesce("people", 1) else 0 end) as away from r_resident where "_void" = 0 group by "household") as r
  on r."household" = +h."id" where h."_void" = 0 and h."_region" >= $1 and h."_region" < $2 and ($3 = '' or instr($3, ' ' || h."danger" || ' ') > 0)
  and ($4 = 0 or h."object" = $4) order by h."_region", h."id"

-- name: evac_list_same   a list of this event, village and trigger that stands
-- in:   event i64, region text, trigger text
-- row:  id i64
select "id" from r_transfer_list where "event" = $1 and "_region" = $2 and "trigger" = $3 and "_void" = 0 and "_state" in ('proposed', 'ordered', 'done') limit 1

-- name: evac_members   who is moved of a household
-- in:   household i64
-- row:  id i64, people int
select "id", coalesce("people", 1) from r_resident where "household" = $1 and "_void" = 0 and coalesce("away", 0) = 0 order by "id"

-- name: evac_transfer_of   the one transfer of a person in an event
-- in:   event i64, resident i64
-- row:  id i64
select "id" from r_transfer where "event" = $1 and "resident" = $2 and "_void" = 0 order by "id" limit 1

-- name: evac_transfer_of_card   of somebody who is not on the list
-- in:   event i64, card text
-- row:  id i64
select "id" from r_transfer where coalesce("event", 0) = $1 and "card_no" = $2 and "_void" = 0 and "resident" is null order by "id" limit 1

-- name: evac_transfer_of_household   of a household without residents by name
-- in:   event i64, household i64
-- row:  id i64
select "id" from r_transfer where "event" = $1 and "household" = $2 and "resident" is null and "_void" = 0 order by "id" limit 1

-- name: evac_list_open   of a list: how many are not moved yet, and how many there are
-- in:   list i64
-- row:  open int, all int
select coalesce(sum(case when "_state" in ('listed', 'moving', 'refused') then 1 else 0 end), 0), count(*) from r_transfer where "list" = $1 and "_void" = 0

-- name: evac_present   people at a shelter
-- in:   shelter i64
-- row:  people int
select coalesce(sum("people"), 0) from r_transfer where "shelter" = $1 and "_state" = 'arrived' and "_void" = 0 and coalesce("placement", 'concentrated') = 'concentrated'

-- name: evac_card   by its code
-- in:   code text
-- row:  id i64, resident i64, state text
select "id", "resident", "_state" from r_card where "code" = $1 and "_void" = 0

-- name: evac_card_of   the valid card of a person
-- in:   resident i64
-- row:  id i64, code text
select "id", "code" from r_card where "resident" = $1 and "_state" = 'valid' and "_void" = 0 order by "id" desc limit 1

-- name: evac_cards_missing   residents of an area, or of one household, without a valid card
-- in:   region from text, region to text, household i64 (0 = all), limit int
-- row:  resident i64, household i64
select r."id", coalesce(r."household", 0) from r_resident r where r."_void" = 0 and r."_region" >= $1 and r."_region" < $2 and ($3 = 0 or r."household" = $3)
  and not exists (select 1 from r_card c where c."resident" = +r."id" and coalesce(c."_state", '') = 'valid' and c."_void" = 0) order by r."_region", r."household", r."id" limit $4

-- name: evac_cards   valid cards of an area, or of one household, household by household
-- in:   region from text, region to text, household i64 (0 = all), after card i64, limit int
-- row:  card i64, code text, resident i64, name text, household i64, head text, address text, region text, shelter text
select c."id", c."code", r."id", coalesce(r."name", ''), coalesce(r."household", 0), coalesce(h."head", ''), coalesce(h."address", ''), c."_region", coalesce(s."name", '')
  from r_card c join r_resident r on r."id" = c."resident" left join r_household h on h."id" = r."household" left join r_shelter s on s."id" = coalesce(r."shelter", h."shelter")
  where c."_void" = 0 and c."_state" = 'valid' and r."_void" = 0 and c."_region" >= $1 and c."_region" < $2 and ($3 = 0 or r."household" = $3) and c."id" > $4
  order by c."id" limit $5

-- name: evac_roster   who may come to a shelter in an event: assigned there or there now; 0 = to any
-- in:   event i64, shelter i64, region from text, region to text
-- row:  transfer i64, code text, resident i64, name text, household i64, head text, region text, state text, people int, helper text, helper phone text, needs text, mobility text, shelter i64, placement text, arrived i64
select t."id", coalesce(c."code", t."card_no", ''), coalesce(r."id", 0), coalesce(r."name", t."name", h."head", ''), coalesce(t."household", 0), coalesce(h."head", ''), t."_region", t."_state",
  coalesce(t."people", 1), coalesce(p."name", cast(t."helper" as text), ''), coalesce(p."phone", h."helper_phone", ''), coalesce(r."needs", ''), coalesce(r."mobility", ''), coalesce(t."shelter", 0),
  coalesce(t."placement", ''), coalesce(t."arrived_at", 0)
  from r_transfer t left join r_resident r on r."id" = t."resident" left join r_card c on c."resident" = +r."id" and coalesce(c."_state", '') = 'valid' and c."_void" = 0
  left join r_household h on h."id" = t."household" left join r_person p on p."id" = t."helper"
  where t."event" = $1 and t."_void" = 0 and ($2 = 0 or t."shelter" = $2) and ($2 <> 0 or (t."_region" >= $3 and t."_region" < $4)) order by t."household", t."id"

-- name: evac_scan   a check-in by the number that the device gave it
-- in:   scan text
-- row:  id i64, state text, direction text, shelter i64, card text, to i64
select "id", "_state", coalesce("direction", ''), coalesce("shelter", 0), coalesce("card_no", ''), coalesce("to", 0) from r_checkin where "scan" = $1 limit 1

-- name: evac_scans_of   the check-ins of a person of the register in an event
-- in:   event i64, resident i64
-- row:  id i64, direction text, at i64, shelter i64, people int, to i64
select "id", coalesce("direction", 'in'), coalesce("at", "_created"), coalesce("shelter", 0), coalesce("people", 1), coalesce("to", 0) from r_checkin
  where "event" = $1 and "resident" = $2 and "_state" = 'taken' and "_void" = 0 and ("held_reason" is null or "settled_by" is not null)

-- name: evac_scans_of_card   the same of somebody who is not on the list
-- in:   event i64, card text
select "id", coalesce("direction", 'in'), coalesce("at", "_created"), coalesce("shelter", 0), coalesce("people", 1), coalesce("to", 0) from r_checkin
  where coalesce("event", 0) = $1 and "card_no" = $2 and "resident" is null and "_state" = 'taken' and "_void" = 0 and "held_reason" is null
union all
select "id", coalesce("direction", 'in'), coalesce("at", "_created"), coalesce("shelter", 0), coalesce("people", 1), coalesce("to", 0) from r_checkin
  where coalesce("event", 0) = $1 and "card_no" is null and "resident" is null and 'N-' || coalesce("scan", cast("id" as text)) = $2 and "_state" = 'taken' and "_void" = 0

-- name: evac_conflicts_of   of a transfer
-- in:   transfer i64
-- row:  id i64, state text, first i64, second i64, kind text
select "id", "_state", coalesce("first", 0), coalesce("second", 0), "kind" from r_checkin_conflict where "transfer" = $1 and "_void" = 0

-- name: evac_conflicts   of an event, open first
-- in:   event i64, shelter i64 (0 = all), region from text, region to text
-- row:  id i64, state text, kind text, resident text, shelter i64, name text, other i64, name text, at i64
select k."id", k."_state", k."kind", coalesce(r."name", t."name", ''), coalesce(k."shelter", 0), coalesce(s."name", ''), coalesce(k."other_shelter", 0), coalesce(o."name", ''), coalesce(k."at", 0)
  from r_checkin_conflict k left join r_resident r on r."id" = k."resident" left join r_transfer t on t."id" = k."transfer" left join r_shelter s on s."id" = k."shelter"
  left join r_shelter o on o."id" = k."other_shelter" where k."event" = $1 and k."_void" = 0 and ($2 = 0 or k."shelter" = $2 or k."other_shelter" = $2)
  and ((k."_region" >= $3 and k."_region" < $4) or $2 <> 0) order by case k."_state" when 'open' then 0 else 1 end, k."id" limit 1000

-- name: evac_held   check-ins held for review
-- in:   event i64, shelter i64 (0 = all), region from text, region to text
-- row:  id i64, reason text, card text, shelter i64, at i64, recorded by text
select "id", coalesce("held_reason", ''), coalesce("card_no", ''), coalesce("shelter", 0), coalesce("at", 0), coalesce("recorded_by", '') from r_checkin
  where coalesce("event", 0) = $1 and "_void" = 0 and "_state" = 'held' and ($2 = 0 or "shelter" = $2) and ("_region" >= $3 and "_region" < $4) order by "id" limit 1000

-- name: evac_reconcile   people of an event: listed, reported and scanned; each once
-- in:   event i64, shelter i64 (0 = all), region from text, region to text
-- row:  transfer i64, state text, people int, unlisted int, kind text, placement text, name text, region text, helper text, phone text, shelter i64, name text, scans int,
--       due i64, needs text
select t."id", t."_state", coalesce(t."people", 1), coalesce(t."unlisted", 0), coalesce(t."kind", 'preventive'), coalesce(t."placement", ''), coalesce(r."name", t."name", h."head", ''), t."_region",
  coalesce(p."name", cast(t."helper" as text), ''), coalesce(p."phone", h."helper_phone", ''), coalesce(t."shelter", 0), coalesce(s."name", ''),
  case when t."resident" is not null then (select count(*) from r_checkin c where c."event" = t."event" and c."resident" = t."resident" and c."_void" = 0 and c."_state" = 'taken')
    else (select count(*) from r_checkin c where c."event" = t."event" and c."card_no" = t."card_no" and c."_void" = 0 and c."_state" = 'taken') end,
  t."due_at", coalesce(r."needs", '')
  from r_transfer t left join r_resident r on r."id" = t."resident" left join r_household h on h."id" = t."household" left join r_person p on p."id" = t."helper"
  left join r_shelter s on s."id" = t."shelter" where t."event" = $1 and t."_void" = 0 and ($2 = 0 or t."shelter" = $2) and t."_region" >= $3 and t."_region" < $4 order by t."_region", t."id"

-- name: evac_last_place   where somebody was seen last
-- in:   transfer i64
-- row:  direction text, at i64, shelter name text, name of the one moved on to text
select coalesce(c."direction", 'in'), coalesce(c."at", 0), coalesce(s."name", ''), coalesce(o."name", '') from r_transfer t join r_checkin c on c."resident" = t."resident" and c."event" = t."event" and c."_void" = 0
  and c."_state" = 'taken' left join r_shelter s on s."id" = c."shelter" left join r_shelter o on o."id" = c."to" where t."id" = $1 order by c."at" desc, c."id" desc limit 1

-- name: evac_issued   the same goods to the same person near a time
-- in:   event i64, item text, resident i64 (0 = none), card text, from i64, to i64, not this i64
-- row:  id i64, at i64, shelter i64
select x.* from (
  select "id", coalesce("at", "_created") as at, coalesce("shelter", 0) as shelter, "event" as event, "item" as item from r_distribution where $3 <> 0 and "resident" = $3 and "_void" = 0
  union
  select "id", coalesce("at", "_created"), coalesce("shelter", 0), "event", "item" from r_distribution where $4 <> '' and "card_no" = $4 and "_void" = 0) as x
  where x.event = $1 and x.item = $2 and x.at > $5 and x.at < $6 and x."id" <> $7 order by x."id" limit 1

-- name: evac_shelters   of an area
-- in:   region from text, region to text
-- row:  id i64, name text, level text, region text, lon f64, lat f64, capacity int, present int, area f64, state text, barrier-free int, result text, next check i64, standardised i64
select "id", "name", coalesce("level", ''), "_region", "lon", "lat", coalesce("capacity", 0), coalesce("present", 0), coalesce("area_m2", -1.0), "_state", coalesce("barrier_free", 0),
  coalesce("check_result", ''), coalesce("next_check_on", 0), "standardised_on" from r_shelter where "_void" = 0 and "_region" >= $1 and "_region" < $2 order by "_region", "id"

-- name: evac_expected   people on their way to each shelter: assigned and not there yet
-- in:   (none)
-- row:  shelter i64, people int
select "shelter", sum(coalesce("people", 1)) from r_transfer where "_void" = 0 and "_state" in ('listed', 'moving') and "shelter" is not null group by "shelter"

-- name: evac_kits   rows of kits that are out of date or too few
-- in:   today i64 (days), soon i64 (days)
-- row:  shelter i64, expired int, soon int, short int
select "shelter", sum(case when "expires_on" < $1 then 1 else 0 end), sum(case when "expires_on" >= $1 and "expires_on" < $2 then 1 else 0 end),
  sum(case when "quantity" < "needed" then 1 else 0 end) from r_shelter_kit where "_void" = 0 and "_state" = 'stored' group by "shelter"

-- name: evac_towns   townships and counties of an area
-- in:   region from text, region to text
-- row:  code text, name text, level text
select "code", "name", "level" from r_region where "_void" = 0 and "code" >= $1 and "code" < $2 and "level" in ('county', 'township') order by "code"

-- name: evac_to_place   people of an event who have to be placed, household by household
-- in:   event i64
-- row:  transfer i64, state text, people int, household i64, region text, shelter i64, lon f64, lat f64, needs text, mobility text, household needs text
select t."id", t."_state", coalesce(t."people", 1), coalesce(t."household", 0), t."_region", coalesce(t."shelter", 0), coalesce(h."lon", r."lon"), coalesce(h."lat", r."lat"), coalesce(r."needs", ''),
  coalesce(r."mobility", ''), coalesce(h."needs", '') from r_transfer t left join r_household h on h."id" = t."household" left join r_resident r on r."id" = t."resident"
  where t."event" = $1 and t."_void" = 0 and t."_state" in ('listed', 'moving') and coalesce(t."placement", 'concentrated') = 'concentrated' order by t."_region", t."household", t."id"

-- name: evac_plan_open   the assignment of an event that waits for a decision
-- in:   event i64
-- row:  id i64
select "id" from r_move_plan where "event" = $1 and "_void" = 0 and "_state" = 'proposed' order by "id" desc limit 1

-- name: evac_events_at   events with people who are still to come to a shelter
-- in:   shelter i64 (0 = any)
-- row:  event i64
select distinct "event" from r_transfer where "_void" = 0 and "_state" in ('listed', 'moving') and "event" is not null and ($1 = 0 or "shelter" = $1)

-- name: evac_miscounted   shelters whose count is not that of their people
-- in:   (none)
-- row:  shelter i64
select s."id" from r_shelter s left join (select "shelter", sum("people") as n from r_transfer where "_state" = 'arrived' and "_void" = 0 and "shelter" is not null
  and coalesce("placement", 'concentrated') = 'concentrated' group by "shelter") as t on t."shelter" = +s."id" where s."_void" = 0 and coalesce(s."present", 0) <> coalesce(t.n, 0) limit 1000
