-- name: dispatch_busy   teams that are on their way or at work
-- row:  team i64
select distinct "team" from r_dispatch where "_void" = 0 and "_state" in ('ordered', 'accepted', 'departed', 'arrived', 'finished') and "team" is not null
