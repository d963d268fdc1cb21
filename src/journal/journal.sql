-- name: journal_create   the append-only table and its guards; an ordinary rowid table, seq is the rowid
create table journal (
  seq integer primary key, node integer not null, at integer not null, tick integer not null, actor text not null, door text not null,
  cause_node integer not null, cause_seq integer not null, register text not null, record integer not null, action text not null,
  region text not null, body text not null, reason text not null, idem text, request blob, origin_node integer not null,
  origin_seq integer not null, algo integer not null, hash blob not null);
create index journal_record on journal(record, seq) where record <> 0;
create index journal_register on journal(register, seq);
create unique index journal_idem on journal(idem) where idem is not null;
create trigger journal_no_update before update on journal begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_no_delete before delete on journal begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_in_order before insert on journal
  when new.seq is not (select coalesce(max(seq), 0) + 1 from journal) begin select raise(abort, 'the journal has no gaps'); end;
create table meta (key text primary key, value text not null) without rowid;

-- name: journal_insert
insert into journal (seq, node, at, tick, actor, door, cause_node, cause_seq, register, record, action, region, body, reason, idem,
  request, origin_node, origin_seq, algo, hash)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- name: journal_last
select seq, at, tick, hash from journal order by seq desc limit 1

-- name: journal_by_idem
select {JOURNAL_COLUMNS} from journal where idem = $1

-- name: journal_all
select {JOURNAL_COLUMNS} from journal order by seq

-- name: journal_odd   an entry whose columns are of other types than written: its digest may fit all the same
select seq from journal where typeof(node) || typeof(at) || typeof(tick) || typeof(cause_node) || typeof(cause_seq) || typeof(record)
  || typeof(origin_node) || typeof(origin_seq) || typeof(algo) <> replace('iiiiiiiii', 'i', 'integer')
  or typeof(actor) || typeof(door) || typeof(register) || typeof(action) || typeof(region) || typeof(body) || typeof(reason)
  <> replace('ttttttt', 't', 'text') or typeof(idem) || typeof(request) not in ('textblob', 'nullnull') or length(request) <> 32
  or idem = '' or typeof(hash) <> 'blob' limit 1

-- name: journal_count
select count(*) from journal

-- name: part_begin   what a listener does, or one line of many, may fail by itself
savepoint part

-- name: part_keep
release part

-- name: part_undo
rollback to part; release part
