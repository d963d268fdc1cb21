-- Indicators: what is fixed; the sums themselves are put together from definitions in measure.c.

-- name: indicator_places   places of a level below a prefix of digits, by code
-- in:   level text, digits i64, prefix text
-- row:  code text, name text
select "code", "name" from r_region where "_void" = 0 and "level" = $1 and substr("code", 1, $2) = $3 order by "code"
