-- Indicators: what is fixed; the sums themselves are put together from definitions in measure.c.

-- name: indicator_places   places of a level below a prefix of digits, by code
-- in:   level text, digits i64, prefix text
-- row:  code text, name text
select "code", "name" from r_region where "_void" = 0 and "level" = $1 and substr("code", 1, $2) = $3 order by "code"

-- name: indicator_target   the target of a figure for exactly a place and period
-- in:   indicator text, period text, region text
-- row:  op text, value in millionths i64
select "op", cast(round("value" * 1000000) as integer) from r_target where "_void" = 0 and "indicator" = $1 and "period" = $2 and "_region" = $3 limit 1

-- name: indicator_hand   who typed in a figure for exactly a place and period, and out of what
-- in:   indicator text, period text, region text
-- row:  author text, source text
select "author", "source_text" from r_hand_figure where "_void" = 0 and "indicator" = $1 and "period" = $2 and "_region" = $3 limit 1
