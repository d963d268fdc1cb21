-- name: auth_create
create table if not exists account (name text primary key, role text not null, region text not null, person integer not null,
  disabled integer not null, must_change integer not null, hash text not null, totp text not null, created integer not null) without rowid;
create table if not exists token (id text primary key, account text not null, kind text not null, label text not null, digest text not null,
  created integer not null, expires integer not null) without rowid;

-- name: auth_clear
delete from account; delete from token

-- name: account_put
insert or replace into account (name, role, region, person, disabled, must_change, hash, totp, created)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: account_one
select name, role, region, person, disabled, must_change, hash, totp, created from account where name = $1

-- name: account_all
select name, role, region, person, disabled, must_change, hash, totp, created from account order by name

-- name: token_put
insert or replace into token (id, account, kind, label, digest, created, expires) values ($1, $2, $3, $4, $5, $6, $7)

-- name: token_drop
delete from token where id = $1

-- name: token_all
select id, account, kind, label, digest, created, expires from token order by id
