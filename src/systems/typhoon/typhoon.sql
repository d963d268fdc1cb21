-- name: typhoon_by_number
-- in:   number text
-- row:  id i64, name_zh text, name_en text, source text
select "id", coalesce("name_zh", ''), coalesce("name_en", ''), coalesce("source", '') from r_typhoon where "number" = $1 and "_void" = 0

-- name: typhoon_by_name   a storm of a season by its English name
-- in:   name text (lower case), season i64
-- row:  number text
select "number" from r_typhoon where lower("name_en") = $1 and "season" = $2 and "_void" = 0 order by "id" limit 1

-- name: typhoon_by_place   a storm that had a fix at this time within a degree of this place
-- in:   at i64 (ms), lon f64, lat f64
-- row:  number text
select t."number" from r_track_point p join r_typhoon t on t."id" = p."typhoon" where p."at" = $1 and p."_void" = 0 and t."_void" = 0
  and coalesce(p."kind", 'best') <> 'forecast' and abs(p."lon" - $2) < 1 and abs(p."lat" - $3) < 1
  order by abs(p."lon" - $2) + abs(p."lat" - $3), p."id" limit 1

-- name: typhoon_summary   what the fixes of its first source say of a storm
-- in:   number text
-- row:  name_zh text, name_en text, season i64, source text, named from i64, first i64, last i64, wind f64, pressure f64, kinds of wind i64
select coalesce(t."name_zh", ''), coalesce(t."name_en", ''), t."season", t."source",
  min(case when p."grade" in ('TS', 'STS', 'TY', 'STY', 'SUPERTY') then p."at" end), min(p."at"), max(p."at"), max(p."wind_m_s"), min(p."pressure_hpa"),
  max(case p."grade" when 'TD' then 1 when 'TS' then 2 when 'STS' then 3 when 'TY' then 4 when 'STY' then 5 when 'SUPERTY' then 6 when 'EX' then 0 end)
  from r_typhoon t join r_track_point p on p."typhoon" = t."id" and p."_void" = 0 and p."agency" = t."source" and coalesce(p."kind", 'best') <> 'forecast'
  where t."number" = $1 and t."_void" = 0 group by t."id"

-- name: typhoon_agencies   whose fixes and forecasts there are of a storm
-- in:   typhoon i64
-- row:  agency text, kind text, n i64
select coalesce("agency", 'OTHER'), coalesce("kind", 'best'), count(*) from r_track_point where "typhoon" = $1 and "_void" = 0 group by 1, 2 order by 1, 2

-- name: typhoon_fixes   fixes of one agency in their order
-- in:   typhoon i64, agency text, until i64 (ms)
-- row:  at i64, lon f64, lat f64, grade text, pressure f64, wind f64, mean i64, r7 f64, r10 f64, r12 f64, quadrants text, landfall i64, kind text, lead i64, issued i64
select "at", "lon", "lat", coalesce("grade", ''), "pressure_hpa", "wind_m_s", "wind_mean_min", "radius7_km", "radius10_km", "radius12_km", coalesce("quadrants", ''),
  coalesce("landfall", 0), coalesce("kind", 'best'), coalesce("lead_h", 0), coalesce("issued_at", 0)
  from r_track_point where "typhoon" = $1 and coalesce("agency", 'OTHER') = $2 and coalesce("kind", 'best') <> 'forecast' and "at" <= $3 and "_void" = 0
  and "lon" is not null and "lat" is not null order by "at", "id" limit 5000

-- name: typhoon_forecast   the last forecast of an agency that was known at a time
-- in:   typhoon i64, agency text, until i64 (ms)
-- row:  as typhoon_fixes
select "at", "lon", "lat", coalesce("grade", ''), "pressure_hpa", "wind_m_s", "wind_mean_min", "radius7_km", "radius10_km", "radius12_km", coalesce("quadrants", ''),
  coalesce("landfall", 0), coalesce("kind", 'best'), coalesce("lead_h", 0), coalesce("issued_at", 0)
  from r_track_point where "typhoon" = $1 and coalesce("agency", 'OTHER') = $2 and "kind" = 'forecast' and "_void" = 0 and "lon" is not null and "lat" is not null
  and "issued_at" = (select max(q."issued_at") from r_track_point q where q."typhoon" = $1 and coalesce(q."agency", 'OTHER') = $2 and q."kind" = 'forecast'
    and q."issued_at" <= $3 and q."_void" = 0) order by "at", "id" limit 1000

-- name: typhoon_current   the storms that have a fix at most a while before a moment, the last one first
-- in:   from i64, to i64 (ms)
-- row:  id i64
select "typhoon", max("at") from r_track_point where "at" > $1 and "at" <= $2 and "_void" = 0 and coalesce("kind", 'best') <> 'forecast' group by "typhoon" order by 2 desc limit 20

-- name: typhoon_source   the source that a storm was first known by
-- in:   typhoon i64
-- row:  source text
select coalesce("source", 'OTHER') from r_typhoon where "id" = $1 and "_void" = 0

-- name: track_visit_create   how the visits at each source went. No projection: it holds what this node has to know for the next one, and changes
--   far more often than the journal should. version: of the source, as of the visit; another one = somebody changed it or asked anew
create table if not exists track_visit (source integer primary key, version integer not null, at integer not null, ok integer not null,
  words text not null, fresh integer not null, fails integer not null, next_at integer not null, digest text not null, noted_at integer not null)

-- name: track_visit_put
-- in:   as in the table
insert or replace into track_visit (source, version, at, ok, words, fresh, fails, next_at, digest, noted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: track_sources_on   sources that are switched on, with their last visit
-- row:  id i64, version i64, name text, url text, list_url text, format text, every i64 (min), visited version i64, at i64, fails i64, next i64, digest text, noted i64
select s."id", s."version", s."name", s."url", coalesce(s."list_url", ''), s."format", s."every_min",
  coalesce(v.version, 0), coalesce(v.at, 0), coalesce(v.fails, 0), coalesce(v.next_at, 0), coalesce(v.digest, ''), coalesce(v.noted_at, 0)
  from r_track_source s left join track_visit v on v.source = s."id" where s."enabled" = 1 and s."_void" = 0 order by s."id" limit 50

-- name: track_sources_all
-- row:  id i64, name text, format text, enabled i64, state text, at i64, ok i64, words text, fresh i64, fails i64, next i64
select s."id", s."name", s."format", coalesce(s."enabled", 0), s."_state", v.at, coalesce(v.ok, 0), coalesce(v.words, ''), coalesce(v.fresh, 0),
  coalesce(v.fails, 0), coalesce(v.next_at, 0)
  from r_track_source s left join track_visit v on v.source = s."id" where s."_void" = 0 order by s."id" limit 50
