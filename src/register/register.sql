-- name: shared_create   text index, obligations and pending second signatures of all registers
create virtual table if not exists search using fts5(reg, text, tokenize = 'unicode61 remove_diacritics 0 tokenchars _');
create table if not exists obligation (record integer not null, clock text not null, reg text not null, region text not null,
  owner text not null, started integer not null, due integer not null, stopped integer, step integer not null, next integer,
  primary key (record, clock)) without rowid;
create index if not exists obligation_next on obligation(next) where next is not null;
create index if not exists obligation_running on obligation(due) where stopped is null;
create table if not exists approval (record integer not null, action text not null, actor text not null, primary key (record, action))
  without rowid;

-- name: shared_clear
delete from search; delete from obligation; delete from approval

-- name: search_delete
delete from search where rowid = $1

-- name: search_insert   rows follow: (id, register, words), …
insert into search (rowid, reg, text) values

-- name: search_common   a row when there are thousands of hits
select 1 from search where search match $1 limit 1 offset 2000

-- name: search_all   best matches first; of a word that is everywhere the first 5,000 compete
select rowid, reg from (select rowid, reg, rank from search where search match $1 limit 5000) order by rank limit $2

-- name: obligation_start
insert or replace into obligation (record, clock, reg, region, owner, started, due, stopped, step, next)
  values ($1, $2, $3, $4, $5, $6, $7, null, $9, $8)

-- name: obligation_stop
update obligation set stopped = $3, next = null where record = $1 and clock = $2

-- name: obligation_due
update obligation set due = $3, next = $4, step = $5 where record = $1 and clock = $2

-- name: obligation_fire
update obligation set step = $3, next = $4 where record = $1 and clock = $2

-- name: obligation_of_record
select clock, owner, region, started, due, stopped, step, next from obligation where record = $1 order by started, clock

-- name: obligation_one
select clock, owner, region, started, due, stopped, step, next from obligation where record = $1 and clock = $2

-- name: obligations_due   what the scheduler fires now
select record, clock, reg, step, started, due, region from obligation where next <= $1 order by next, record limit $2

-- name: obligation_next_at
select min(next) from obligation where next is not null

-- name: obligations_open   running ones of a place, by due time, keyset paging
select clock, owner, region, started, due, stopped, step, next, record, reg from obligation
  where stopped is null and due <= $1 and region >= $2 and region < $3 order by due, record limit $4

-- name: approval_find
select actor from approval where record = $1 and action = $2

-- name: approval_put
insert or replace into approval (record, action, actor) values ($1, $2, $3)

-- name: approval_drop
delete from approval where record = $1 and action = $2

-- name: obligation_drop   a clock that an undo has never let begin
delete from obligation where record = $1 and clock = $2

-- name: journal_before   the entries of a record before one, newest first
select {JOURNAL_COLUMNS} from journal where record = $1 and seq < $2 order by seq desc

-- name: journal_since   the entries of a record after one, newest first: to undo them
select {JOURNAL_COLUMNS} from journal where record = $1 and seq > $2 order by seq desc
