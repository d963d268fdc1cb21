-- name: flood_triggers   rows in force on a day, the worst level first
-- in:   day i64
-- row:  id i64, kind text, level text, metric text, op text, value text, unit text, window i64 (0 = none), min_counties i64 (0 = none), text text, text_en text, mark text, source text
select "id", "kind", "level", "metric", "op", "value", coalesce("unit", ''), coalesce("window_h", 0), coalesce("min_counties", 0), "text", coalesce("text_en", ''),
  coalesce("mark", ''), coalesce("source", '') from r_flood_trigger where "_void" = 0 and "valid_from" <= $1 and ("valid_to" is null or "valid_to" >= $1)
  order by "level", "kind", "id" limit 500

-- name: flood_warnings   warnings in force
-- in:   now i64, a further status that counts text
-- row:  id i64, title text, signal text, kind text, colour text, region text, issued i64
select "id", "_title", coalesce("signal", ''), coalesce("kind", ''), coalesce("colour", ''), "_region", "issued_at" from r_warning
  where "_state" = 'issued' and "_void" = 0 and "issued_at" <= $1 and ("expires_at" is null or "expires_at" > $1) and coalesce("status", 'Actual') in ('Actual', $2)
  order by "issued_at", "id" limit 500

-- name: flood_stages   the last stage of each station that has limits, and the one before it
-- in:   now i64, not older than i64
-- row:  id i64, title text, region text, warning f64, guaranteed f64, value f64, at i64, before f64
select s."id", s."_title", s."_region", s."warning_level_m", s."guaranteed_level_m", r."value", r."at",
  (select q."value" from r_reading q where q."station" = s."id" and q."element" = 'stage' and q."at" < r."at" and q."_void" = 0 order by q."at" desc limit 1)
  from r_station s join r_reading r on r."id" = (select q."id" from r_reading q where q."station" = s."id" and q."element" = 'stage' and q."at" <= $1 and q."_void" = 0
    order by q."at" desc limit 1)
  where s."_void" = 0 and (s."warning_level_m" is not null or s."guaranteed_level_m" is not null) and r."at" > $2 order by s."id" limit 2000

-- name: flood_rain   rain of each station over a window, of those that have reported in the last day
-- in:   from i64, to i64, a day before to i64
-- row:  station i64, region text, title text, sum f64 (null = nothing in the window), hours i64, last i64
select s."id", s."_region", s."_title", sum(case when r."at" > $1 then r."value" end), count(case when r."at" > $1 then 1 end), max(r."at")
  from r_reading r join r_station s on s."id" = r."station" and s."_void" = 0
  where r."element" = 'rain' and r."_void" = 0 and coalesce(r."window_h", 0) <= 1 and r."at" > $3 and r."at" <= $2 group by s."id" order by s."_region", s."id" limit 5000

-- name: flood_reservoirs   reservoirs and ponds in danger
-- row:  id i64, title text, region text, kind text, status text, updated i64
select "id", "_title", "_region", coalesce("kind", ''), "status", "_updated" from r_reservoir where "_void" = 0 and "status" in ('danger', 'serious_danger', 'may_break') order by "id" limit 500

-- name: flood_counties   counties of a city
-- in:   region from text, region to text
-- row:  code text, name text
select "code", "name" from r_region where "level" = 'county' and "_void" = 0 and "code" >= $1 and "code" < $2 order by "code" limit 100

-- name: flood_present   what is proposed or runs of a kind at a place, proposals first
-- in:   kind text, region text
-- row:  id i64, state text, level text, triggers text, started i64, changed i64
select "id", "_state", "level", coalesce("triggers", ''), coalesce("started_at", 0), coalesce("changed_at", 0) from r_response
  where "kind" = $1 and "_region" = $2 and "_void" = 0 and "_state" in ('proposed', 'active') order by case "_state" when 'proposed' then 0 else 1 end, "id" desc limit 20

-- name: flood_declined   the last proposal that was not taken
-- in:   kind text, region text
-- row:  level text, triggers text, when i64 (ms)
select "level", coalesce("triggers", ''), "_updated" from r_response where "kind" = $1 and "_region" = $2 and "_void" = 0 and "_state" = 'declined' order by "id" desc limit 1

-- name: flood_plan   a valid plan for one of four hazards, the first of them and the nearest place first
-- in:   four hazards text, region text, city text
-- row:  id i64
select "id" from r_plan where "_state" = 'valid' and "_void" = 0 and "hazard" in ($1, $2, $3, $4) and "_region" in ($5, $6)
  order by case "_region" when $5 then 0 else 1 end, case "hazard" when $1 then 0 when $2 then 1 when $3 then 2 else 3 end, "id" limit 1

-- name: series_station   a station with its limits and those of its reservoir
-- in:   station i64
-- row:  silent_min i64, warning f64, guaranteed f64, rain1 f64, rain3 f64, rain24 f64, flood limit f64, typhoon limit f64, design f64, crest f64
select coalesce(s."silent_min", 60), s."warning_level_m", s."guaranteed_level_m", s."rain_1h_mm", s."rain_3h_mm", s."rain_24h_mm",
  v."flood_limit_m", v."typhoon_limit_m", v."design_level_m", v."crest_m" from r_station s left join r_reservoir v on v."id" = s."reservoir" and v."_void" = 0 where s."id" = $1

-- name: series_readings   readings of a station and element over a time
-- in:   station i64, element text, from i64, to i64
-- row:  at i64, value f64, window i64, received i64
select "at", "value", coalesce("window_h", 0), coalesce("received_at", "_created") from r_reading
  where "station" = $1 and "element" = $2 and "at" >= $3 and "at" <= $4 and "_void" = 0 order by "at", "id" limit 10000

-- name: series_latest   the last reading of every station of a place for an element
-- in:   element text, now i64, region from text, region to text
-- row:  id i64, title text, region text, lon f64, lat f64, silent_min i64, value f64 (null = no data), at i64, window i64, warning f64, guaranteed f64, flood limit f64, kind text, rain1 f64, rain3 f64, rain24 f64
select s."id", s."_title", s."_region", s."lon", s."lat", coalesce(s."silent_min", 60), r."value", r."at", coalesce(r."window_h", 0), s."warning_level_m", s."guaranteed_level_m",
  v."flood_limit_m", coalesce(s."kind", ''), s."rain_1h_mm", s."rain_3h_mm", s."rain_24h_mm" from r_station s
  left join r_reading r on r."id" = (select q."id" from r_reading q where q."station" = s."id" and q."element" = $1 and q."at" <= $2 and q."_void" = 0 order by q."at" desc limit 1)
  left join r_reservoir v on v."id" = s."reservoir" and v."_void" = 0
  where s."_void" = 0 and s."_region" >= $3 and s."_region" < $4 and (r."id" is not null or instr(coalesce(s."elements", ''), $1) > 0) order by s."_region", s."id" limit 2000
