-- name: incident_similar   open incidents of a time and box, newest first
-- in:   from i64, to i64 (ms), west f64 (beyond 360: the place is not known, the region decides), east f64, south f64, north f64 (deg), region from text, region to text
-- row:  id i64
select "id" from r_incident where "_void" = 0 and "_state" not in ('closed', 'merged', 'false_report')
  and coalesce("occurred_at", "known_at", "_created") between $1 and $2
  and (("lon" between $3 and $4 and "lat" between $5 and $6) or (("lon" is null or $3 > 360) and "_region" >= $7 and "_region" < $8))
  order by coalesce("occurred_at", "known_at", "_created") desc limit 200
