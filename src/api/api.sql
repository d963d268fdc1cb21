-- name: history_of_record   a page of its entries, oldest first; one more than a page tells that there is another
select {JOURNAL_COLUMNS} from journal where record = $1 and register = $2 and seq > $3 order by seq limit 201

-- name: feed_after
select {JOURNAL_COLUMNS} from journal where seq > $1 order by seq limit 2000

-- name: audit_before   newest first; an empty actor or register is any
select {JOURNAL_COLUMNS} from journal where seq < $1 and at >= $2 and at <= $3 and ($4 = '' or actor = $4)
  and ($5 = '' or register = $5) order by seq desc

-- name: journal_end
select coalesce(max(seq), 0) from journal

-- name: backup_last
select at from journal where register = 'backup' order by seq desc limit 1

-- name: mbtiles_tile   of a tile set, a database of its own
select tile_data from tiles where zoom_level = ?1 and tile_column = ?2 and tile_row = ?3

-- name: mbtiles_about
select name, value from metadata where name in ('format', 'minzoom', 'maxzoom', 'bounds', 'attribution')
