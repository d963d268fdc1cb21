-- Figures kept ready, in a database of its own (cube.db).

-- name: cube_easy   what a power cut takes is put together again out of the journal; the file stays whole
pragma synchronous = normal

-- name: cube_form
pragma user_version

-- name: cube_form_set
pragma user_version = 1

-- name: cube_tables
select count(*) from sqlite_master

-- name: cube_head   of the city's database
select hash from journal where seq = $1

-- name: cube_touched   of the city's database
select 1 from journal where register = $1 and seq > $2 limit 1

-- name: cube_create   state: up to which entry of the journal, and by which definitions; cell: sums; seen: values that are told apart; told: how many
-- they are in a place of four, six or nine digits, in a sector or ('*') in all
create table if not exists state (id integer primary key, base text not null unique, seq integer not null, head blob not null, sql blob not null);
create table if not exists cell (base integer not null, span integer not null, region text not null, sector text not null, col integer not null,
  n integer not null, primary key (base, span, region, sector, col)) without rowid;
create table if not exists seen (base integer not null, col integer not null, span integer not null, value text not null, region text not null,
  sector text not null, n integer not null, primary key (base, col, span, value, region, sector)) without rowid;
create table if not exists told (base integer not null, col integer not null, span integer not null, region text not null, sector text not null,
  n integer not null, primary key (base, col, span, region, sector)) without rowid;

-- name: cube_state
-- in:   base text
-- row:  id i64, seq i64, head blob, sql blob
select id, seq, head, sql from state where base = $1

-- name: cube_state_new
insert into state (base, seq, head, sql) values ($1, 0, x'', x'')

-- name: cube_state_set
update state set seq = $2, head = $3, sql = $4 where base = $1

-- name: cube_drop   in: base id
delete from cell where base = $1

-- name: cube_drop_seen
delete from seen where base = $1

-- name: cube_drop_told
delete from told where base = $1

-- name: cube_clear
delete from cell; delete from seen; delete from told; delete from state

-- name: cube_add
insert into cell (base, span, region, sector, col, n) values ($1, $2, $3, $4, $5, $6) on conflict do update set n = n + excluded.n

-- name: cube_seen_of   where a value is seen
-- row:  region text, sector text, n i64
select region, sector, n from seen where base = $1 and col = $2 and span = $3 and value = $4

-- name: cube_put_seen
insert into seen (base, col, span, value, region, sector, n) values ($1, $2, $3, $4, $5, $6, $7) on conflict do update set n = excluded.n

-- name: cube_gone_seen
delete from seen where base = $1 and col = $2 and span = $3 and value = $4 and region = $5 and sector = $6

-- name: cube_add_told
insert into told (base, col, span, region, sector, n) values ($1, $2, $3, $4, $5, $6) on conflict do update set n = n + excluded.n

-- name: cube_cells
-- in:   base i64, first span i64, last span i64, digits i64, prefix text
-- row:  region text, sector text, col i64, n i64
select region, sector, col, n from cell where base = $1 and span between $2 and $3 and substr(region, 1, $4) = $5

-- name: cube_all_cells   for comparison
select span, region, sector, col, n from cell where base = $1 and n <> 0 order by 1, 2, 3, 4

-- name: cube_told      all of one place
-- in:   base i64, col i64, span i64, region text
-- row:  '' text, n i64
select '', n from told where base = $1 and col = $2 and span = $3 and region = $4 and sector = '*'

-- name: cube_told_by_place
-- in:   base i64, col i64, span i64, region text, its digits i64, digits of the parts i64
-- row:  region text, n i64
select region, n from told where base = $1 and col = $2 and span = $3 and length(region) = $6 and substr(region, 1, $5) = $4 and sector = '*'

-- name: cube_told_by_sector
-- row:  sector text, n i64
select sector, n from told where base = $1 and col = $2 and span = $3 and region = $4 and sector <> '*'

-- name: cube_seen      values that are told apart over up to three runs of spans
-- in:   base i64, col i64, digits i64, prefix text, first and last span i64 of each
-- row:  '' text, n i64
select '', count(distinct value) from seen where base = $1 and col = $2 and substr(region, 1, $3) = $4 and n > 0 and (span between $5 and $6 or span between $7 and $8 or span between $9 and $10)

-- name: cube_seen_by_sector
-- row:  sector text, n i64
select sector, count(distinct value) from seen where base = $1 and col = $2 and substr(region, 1, $3) = $4 and n > 0
  and (span between $5 and $6 or span between $7 and $8 or span between $9 and $10) group by 1

-- name: cube_seen_by_place   in: also digits of the parts i64
-- row:  region text, n i64
select substr(region, 1, $11), count(distinct value) from seen where base = $1 and col = $2 and substr(region, 1, $3) = $4 and n > 0
  and (span between $5 and $6 or span between $7 and $8 or span between $9 and $10) group by 1

-- name: cube_all_seen
select col, span, value, region, sector, n from seen where base = $1 order by 1, 2, 3, 4, 5

-- name: cube_all_told
select col, span, region, sector, n from told where base = $1 and n <> 0 order by 1, 2, 3, 4
