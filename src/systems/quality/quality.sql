-- Data quality: what is asked beside the registers' own queries.

-- name: quality_first   when the journal began
select at from journal order by seq limit 1

-- name: quality_made   the entry that made a record
-- in:   record i64
select {JOURNAL_COLUMNS} from journal where record = $1 and action = 'create' order by seq limit 1
