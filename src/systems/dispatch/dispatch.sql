-- name: dispatch_teams_held   teams that are on their way or at work
-- row:  team i64, amount f64
select "team", 1.0 from r_dispatch where "_void" = 0 and "_state" in ('ordered', 'accepted', 'departed', 'arrived', 'finished') and "team" is not null
  group by "team"

-- name: dispatch_equipment_held   pieces of equipment that are out
-- row:  vehicle i64, amount f64
select "vehicle", sum(coalesce("quantity", 1)) from r_dispatch where "_void" = 0 and "_state" in ('ordered', 'accepted', 'departed', 'arrived', 'finished')
  and "vehicle" is not null group by "vehicle"

-- name: dispatch_stock_held   goods that are ordered and still lie in store
-- row:  stock i64, amount f64
select "stock", sum(coalesce("quantity", 1)) from r_dispatch where "_void" = 0 and "_state" in ('ordered', 'accepted') and "stock" is not null group by "stock"

-- name: dispatch_held_of_stock   of one lot
-- in:   stock i64
select coalesce(sum(coalesce("quantity", 1)), 0.0) from r_dispatch where "_void" = 0 and "_state" in ('ordered', 'accepted') and "stock" = $1

-- name: dispatch_held_of_vehicle   of one piece of equipment
-- in:   vehicle i64
select coalesce(sum(coalesce("quantity", 1)), 0.0) from r_dispatch where "_void" = 0 and "_state" in ('ordered', 'accepted', 'departed', 'arrived', 'finished')
  and "vehicle" = $1

-- name: dispatch_loan   the loan that a dispatch needs
-- in:   dispatch i64
-- row:  id i64, state text
select "id", "_state" from r_loan where "_void" = 0 and "dispatch" = $1 order by "id" desc limit 1

-- name: dispatch_bureau   the emergency bureau of a place
-- in:   region text
select "id" from r_org where "_void" = 0 and "kind" = 'emergency' and "region" = $1 order by "id" limit 1

-- name: road_closures   what is closed now, fully or partly
-- in:   now i64
-- row:  id i64, version i64, kind text, state text, geometry text
select "id", "version", coalesce("kind", 'closed'), "_state", "geometry" from r_road_closure where "_void" = 0 and "_state" in ('closed', 'partly')
  and "geometry" is not null and ("since" is null or "since" <= $1) and ("until" is null or "until" > $1) order by "id"
