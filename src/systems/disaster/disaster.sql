-- name: losses_filed   filed rows of an event in a place, the latest of each region first
-- in:   event i64, region from text, region to text
-- row:  id i64, region text
select "id", "_region" from r_disaster_loss where "event" = $1 and "_void" = 0 and "_state" in ('filed', 'verified') and "_region" >= $2 and "_region" < $3
  order by "_region", "filed_at" desc, "id" desc

-- name: loss_last   the latest filed row of a region
-- in:   event i64, region text, not this i64
select "id" from r_disaster_loss where "event" = $1 and "_region" = $2 and "_void" = 0 and "_state" in ('filed', 'verified') and "id" <> $3
  order by "filed_at" desc, "id" desc limit 1

-- name: loss_open   the row that a region is filling in
-- in:   event i64, region text
select "id" from r_disaster_loss where "event" = $1 and "_region" = $2 and "_void" = 0 and "_state" in ('draft', 'returned') order by "id" desc limit 1

-- name: loss_regions   regions that have filed something of an event
-- in:   event i64
-- row:  region text
select distinct "_region" from r_disaster_loss where "event" = $1 and "_void" = 0 and "_state" in ('filed', 'verified') and "_region" <> ''

-- name: loss_persons   the ledger of dead and missing of an event in a place
-- in:   event i64, region from text, region to text
-- row:  dead i64, missing i64
select coalesce(sum("fate" = 'dead'), 0), coalesce(sum("fate" = 'missing'), 0) from r_loss_person where "event" = $1 and "_void" = 0 and "_region" >= $2 and "_region" < $3

-- name: loss_homes   the ledger of homes of an event in a place
-- in:   event i64, region from text, region to text
-- row:  collapsed i64, severe i64, general i64
select coalesce(sum("damage" = 'collapsed'), 0), coalesce(sum("damage" = 'severe'), 0), coalesce(sum("damage" = 'general'), 0)
  from r_loss_home where "event" = $1 and "_void" = 0 and "_region" >= $2 and "_region" < $3

-- name: loss_responses   was a response begun for an event
-- in:   event i64
select 1 from r_response where "incident" = $1 and "_void" = 0 and "started_at" is not null and "_state" in ('active', 'ended') limit 1

-- name: loss_places   places just below a region that stand in the register
-- in:   region text, level text
-- row:  code text, name text
select "code", "name" from r_region where "parent" = $1 and "level" = $2 and "_void" = 0 and "valid_to" is null order by "code"

-- name: loss_due   what is owed, late or missing for an event in a place
-- in:   event i64, region from text, region to text
-- row:  id i64, region text, stage text, number int, due i64 (null = none), filed i64 (null = not yet), state text
select "id", "_region", coalesce("stage", ''), coalesce("number", 0), "due_at", "filed_at", "_state" from r_disaster_loss
  where "event" = $1 and "_void" = 0 and "_region" >= $2 and "_region" < $3 order by "_region", coalesce("due_at", "_created"), "id" limit 2000

-- name: loss_moved   people moved out in an event, everybody once, by kind and placement
-- in:   event i64, region from text, region to text
-- row:  kind text, placement text, people i64, there now i64
select t.kind, t.placement, sum(t.people), sum(case when t.now_there = 1 then t.people else 0 end) from (
  select coalesce("kind", 'preventive') as kind, case when coalesce("placement", '') = 'concentrated' or "shelter" is not null then 'concentrated' else 'dispersed' end as placement,
    max("people") as people, max("_state" = 'arrived') as now_there from r_transfer where "event" = $1 and "_void" = 0 and coalesce("direction", 'out') <> 'back'
    and "_state" in ('moving', 'arrived', 'released') and "_region" >= $2 and "_region" < $3
    group by coalesce("resident", "id"), kind, placement) t group by t.kind, t.placement

-- name: loss_shelters   shelters that people of an event were placed in
-- in:   event i64, region from text, region to text
-- row:  used i64, now i64
select count(distinct "shelter"), count(distinct case when "_state" = 'arrived' then "shelter" end) from r_transfer
  where "event" = $1 and "_void" = 0 and "shelter" is not null and "_state" in ('arrived', 'released') and "_region" >= $2 and "_region" < $3
