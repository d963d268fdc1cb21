-- name: notice_create   what waits to be made and to be sent. No projections: they hold only what this node has still to do, and are written
--   in the transactions of the receipts. notice_queue: persons without a receipt yet. outbox: one row per receipt and channel, rung 0 first.
--   outbox_mark: what providers call our messages; outbox 0 = a report that came before its answer. gateway: what link says of each channel.
create table if not exists notice_queue (notice integer not null, seq integer not null, person integer not null, address text not null,
  region text not null, primary key (notice, seq)) without rowid;
create table if not exists outbox (id integer primary key, notice integer not null, receipt integer not null, rung integer not null,
  channel text not null, address text not null, state text not null, tries integer not null, next_at integer not null, made_at integer not null,
  provider_id text not null, error text not null);
create index if not exists outbox_due on outbox(channel, next_at, id) where state = 'waiting';
create index if not exists outbox_receipt on outbox(receipt, rung);
create index if not exists outbox_open on outbox(notice, rung) where state in ('waiting', 'sending');
create index if not exists outbox_unknown on outbox(address) where state = 'unknown';
create index if not exists outbox_number on outbox(address, made_at) where channel = 'sms';
create table if not exists outbox_mark (channel text not null, provider_id text not null, outbox integer not null, state text not null,
  at integer not null, primary key (channel, provider_id)) without rowid;
create index if not exists outbox_mark_of on outbox_mark(outbox);
create table if not exists gateway (channel text primary key, state text not null, detail text not null, at integer not null) without rowid

-- name: notice_posts   persons of posts in force, by kind ('*' = any) and place
-- in:   kind text, region from text, region to text, day i64
-- row:  person i64, kind text, region text, object_register text, object i64
select p."person", p."kind", p."_region", p."object_register", p."object" from r_post p
  where p."_void" = 0 and ($1 = '*' or p."kind" = $1) and p."_region" >= $2 and p."_region" < $3
  and p."since" <= $4 and (p."until" is null or p."until" >= $4) and typeof(p."person") = 'integer' order by p."id"

-- name: notice_person   one person, if in service
-- row:  name text, phone text, region text, account text, email text, org i64
select p."name", coalesce(p."phone", p."phone2", ''), p."_region", coalesce(p."account", ''), coalesce(o."email", ''),
  case when typeof(p."org") = 'integer' then p."org" else 0 end
  from r_person p left join r_org o on o."id" = p."org" where p."id" = $1 and p."_void" = 0 and coalesce(p."on_post", 1) <> 0

-- name: notice_placed_persons   persons of a village or township, for areas
-- row:  person i64, region text
select "id", "_region" from r_person where "_void" = 0 and "_region" <> '' and substr("_region", 7) <> '000000' order by "id"

-- name: notice_region_places   where the regions are
-- row:  code text, lon f64, lat f64
select "code", "label_lon", "label_lat" from r_region where "_void" = 0 and "label_lon" is not null and "label_lat" is not null

-- name: notice_region_geometry
select "geometry" from r_region where "code" = $1 and "_void" = 0 and "geometry" is not null limit 1

-- name: notice_region_name
select coalesce("short_name", "name") from r_region where "code" = $1 and "_void" = 0 limit 1

-- name: queue_put
insert or ignore into notice_queue (notice, seq, person, address, region) values ($1, $2, $3, $4, $5)

-- name: queue_take
select notice, seq, person, address, region from notice_queue order by notice, seq limit $1

-- name: queue_done
delete from notice_queue where notice = $1 and seq = $2

-- name: queue_drop
delete from notice_queue where notice = $1

-- name: queue_has
select 1 from notice_queue where notice = $1 limit 1

-- name: receipt_has   the receipt of a person, so that nobody gets two; by the person: a notice may have twenty thousand
select "id" from r_receipt where +"notice" = $1 and "person" = $2 and "_void" = 0 limit 1

-- name: outbox_put
insert into outbox (notice, receipt, rung, channel, address, state, tries, next_at, made_at, provider_id, error)
  values ($1, $2, $3, $4, $5, $6, 0, $7, $8, '', $9)

-- name: outbox_due_of   what a channel may send now, the longest due first
select id, notice, receipt, address, tries, provider_id from outbox where channel = $1 and state = 'waiting' and next_at <= $2 order by next_at, id limit $3

-- name: outbox_claim   before anything leaves: whoever finds this row after a crash knows that it may have left
update outbox set state = 'sending', tries = tries + 1 where id = $1 and state = 'waiting'

-- name: outbox_restored
update outbox set state = 'dropped', error = 'of a backup, not sent again' where state in ('waiting', 'sending') and made_at < $1

-- name: outbox_one
select notice, receipt, rung, channel, address, state, tries from outbox where id = $1

-- name: outbox_state
update outbox set state = $2, error = $3, next_at = $4 where id = $1

-- name: outbox_later   it did not leave: no try is counted
update outbox set state = 'waiting', tries = case when tries > 0 then tries - 1 else 0 end, error = $2, next_at = $3 where id = $1

-- name: outbox_provider
update outbox set provider_id = $2 where id = $1

-- name: outbox_next_rung   the next channel starts now
update outbox set next_at = $2 where id = (select id from outbox where receipt = $1 and state = 'waiting' and tries = 0 order by rung limit 1)
  and next_at > $2

-- name: outbox_drop_rest   of a receipt: what need not be sent any more; $2: but these calls, '' = none
update outbox set state = 'dropped' where receipt = $1 and state = 'waiting' and channel <> $2

-- name: outbox_wait_again   of a receipt whose acknowledgement was taken back, unless its notice was recalled
update outbox set state = 'waiting' where receipt = $1 and state = 'dropped'
  and exists (select 1 from r_notice n where n."id" = outbox.notice and n."_state" in ('sending', 'sent'))

-- name: outbox_drop_notice
update outbox set state = 'dropped' where notice = $1 and state = 'waiting'

-- name: outbox_of_receipt   has something left · may something still come
-- row:  left i64, open i64, delivered i64
select sum(state in ('sent', 'delivered')), sum(state in ('waiting', 'sending', 'sent', 'unknown')), sum(state = 'delivered' and channel <> 'app') from outbox where receipt = $1

-- name: outbox_last_error
select error, tries from outbox where receipt = $1 and error <> '' order by rung desc limit 1

-- name: outbox_recover   after a start: what may have left and cannot be asked for is never repeated
update outbox set state = case when channel in ('sms', 'email') then 'unknown' else 'waiting' end,
  tries = case when channel in ('sms', 'email') then tries else tries - 1 end, error = 'stopped while sending',
  next_at = case when channel in ('sms', 'email') then $1 else next_at end where state = 'sending'

-- name: outbox_old_unknown   what never became known
select id from outbox where state = 'unknown' and next_at <= $1 limit $2

-- name: outbox_too_old   what nobody took for a day
select id from outbox where state = 'waiting' and made_at < $1 limit $2

-- name: outbox_unknown_of   a report about a number that we were writing to when the link broke
select id from outbox where channel = $1 and address = $2 and state = 'unknown' order by id limit 1

-- name: outbox_of_number   the last text that a number was sent
-- row:  receipt i64
select receipt from outbox where channel = $1 and address = $2 and made_at >= $3 and channel = 'sms' and state in ('sending', 'sent', 'delivered', 'unknown')
  order by made_at desc, id desc limit 1

-- name: outbox_calls   calls under way: asked for again after a start
select id, provider_id from outbox where channel = $1 and state = 'sent' and provider_id <> ''

-- name: outbox_wait   when something is due, or null
select min(next_at) from outbox where state = 'waiting' and channel = $1

-- name: mark_put
insert into outbox_mark (channel, provider_id, outbox, state, at) values ($1, $2, $3, '', $4)
  on conflict (channel, provider_id) do update set outbox = excluded.outbox where outbox_mark.outbox = 0

-- name: mark_early
insert into outbox_mark (channel, provider_id, outbox, state, at) values ($1, $2, 0, $3, $4) on conflict (channel, provider_id) do nothing

-- name: mark_one
select outbox, state from outbox_mark where channel = $1 and provider_id = $2

-- name: mark_state
update outbox_mark set state = $3 where channel = $1 and provider_id = $2

-- name: mark_sum   parts of a message: not known yet, lost
select sum(state = ''), sum(state = 'failed') from outbox_mark where outbox = $1

-- name: mark_forget   reports about messages that are not ours
delete from outbox_mark where outbox = 0 and at < $1

-- name: notices_sending
select "id" from r_notice where "_void" = 0 and "_state" = 'sending' limit 200

-- name: notice_is_busy   somebody waits for a first try: in the queue, or with a first channel that has not sent and no other that has
select exists (select 1 from notice_queue where notice = $1) or exists (select 1 from outbox a where a.notice = $1 and a.rung = 0
  and a.state in ('waiting', 'sending') and not exists (select 1 from outbox b where b.receipt = a.receipt and b.state in ('sent', 'delivered')))

-- name: receipts_unreached   not reached and nobody above told; not reminders of a duty room, whose ladder climbs by itself
-- row:  receipt i64, notice i64, region text, name text
select r."id", r."notice", coalesce(r."region", r."_region"), coalesce(p."name", cast(r."person" as text)) from r_receipt r left join r_person p on p."id" = r."person"
  join r_notice n on n."id" = r."notice" and coalesce(n."kind", '') <> 'duty'
  where r."_void" = 0 and r."_state" = 'failed' and r."escalated_to" is null order by r."notice", r."region", r."id" limit $1

-- name: gateway_put
insert or replace into gateway (channel, state, detail, at) values ($1, $2, $3, $4)

-- name: gateway_all
select channel, state, detail, at from gateway order by channel

-- name: outbox_counts   of a notice, by channel and state
select channel, state, count(*) from outbox where notice = $1 group by channel, state order by channel, state

-- name: receipt_reach   receipts of a notice by township (nine digits; '' = no place) and state
-- in:   region from text, region to text, placeless i64, notice i64
-- row:  place text, state text, n i64, passed on i64
select substr("_region", 1, 9) as place, "_state", count(*), sum(case when "escalated_to" is not null then 1 else 0 end)
  from r_receipt where "notice" = $4 and "_void" = 0 and ((+"_region" >= $1 and +"_region" < $2) or ($3 = 1 and +"_region" = ''))
  group by place, "_state" order by place, "_state"

-- name: queue_count   persons of a notice without a receipt yet
-- in:   region from text, region to text, placeless i64, notice i64
select count(*) from notice_queue where notice = $4 and ((region >= $1 and region < $2) or ($3 = 1 and region = ''))

-- name: notice_calls   what runs and wants an answer: notices, and warnings that nobody has reported answered; those due first
-- in:   region from text, region to text, placeless i64, term i64 (ms)
-- row:  register text, id i64, title text, region text, state text, sent i64, due i64, level text, total i64, sent i64, heard i64, acked i64,
--   fed back i64, visited i64, failed i64, passed on i64
with mine as (
  select 'notice' as register, "id", "_title" as title, "_region" as region, "_state" as state, "sent_at" as at, coalesce("answer_by", "sent_at" + $4) as due,
    coalesce("urgency", '') as level from r_notice where "_void" = 0 and "needs_answer" = 1 and "_state" in ('sending', 'sent') and "sent_at" is not null
  union all
  select 'warning', "id", "_title", "_region", "_state", "issued_at", "issued_at" + $4, coalesce("colour", '') from r_warning
    where "_void" = 0 and "call_answer" = 1 and "_state" = 'issued' and "answered_at" is null and "issued_at" is not null),
told as (
  select m.register, m."id" as id, r."_state" as state, r."escalated_to" as up from mine m
    join r_notice n on (m.register = 'notice' and n."id" = m."id") or (m.register = 'warning' and n."warning" = m."id" and n."_void" = 0 and n."_state" <> 'recalled')
    join r_receipt r on r."notice" = n."id" and r."_void" = 0 and ((+r."_region" >= $1 and +r."_region" < $2) or ($3 = 1 and +r."_region" = '')))
select m.register, m."id", m.title, m.region, m.state, m.at, m.due, m.level, count(t.id), sum(case when t.state = 'sent' then 1 else 0 end),
  sum(case when t.state = 'heard' then 1 else 0 end), sum(case when t.state = 'acked' then 1 else 0 end), sum(case when t.state = 'fed_back' then 1 else 0 end),
  sum(case when t.state = 'visited' then 1 else 0 end), sum(case when t.state = 'failed' then 1 else 0 end), sum(case when t.up is not null then 1 else 0 end)
  from mine m left join told t on t.register = m.register and t.id = m."id"
  group by m.register, m."id", m.title, m.region, m.state, m.at, m.due, m.level
  having count(t.id) > 0 or (m.region >= $1 and m.region < $2) or ($3 = 1 and m.region = '')
  order by m.due, m."id" limit 100

-- name: cap_by_identifier
select "id", "sender", "colour" from r_warning where "identifier" = $1 and "_void" = 0 limit 1
