// SPDX-License-Identifier: Apache-2.0
export default {
  qual: {
    title: 'Data quality', kind: { complete: 'Complete', fresh: 'Fresh', valid: 'Valid', unique: 'Unique', timely: 'In time' },
    about: { complete: 'Share of needed and important fields that are filled in', fresh: 'Records touched or checked within their term', valid: 'Records whose values, place, point and references are right', unique: 'Records that have no likely twin', timely: 'Records entered within their limit' },
    whole: 'All together', score: 'Score', rank: 'Rank', body: 'Department / register', records: '{n} records', places: 'Counties', noPlace: 'In no county', place: 'Place', noData: 'no data', fails: { complete: '{failing} of {checked} empty', fresh: '{failing} of {checked} out of date', valid: '{failing} of {checked} wrong', unique: '{failing} of {checked} look doubled', timely: '{failing} of {checked} late' }, good: 'Without a fault: {n}', idle: 'Nothing to check: {n}', checkedN: '{n} checked', noneChecked: 'nothing to check',
    denied: '{n} more registers may not be seen by you', none: 'Nothing is defined to be checked', noneHint: 'What is checked comes from the files under model/quality', open: 'Registers of {name}', within: { d: 'term {n} days', h: 'limit {n} h' }, source: 'Source: {s}',
    failing: 'Records that fail', failingN: '{n} records fail', noFailing: 'No record fails', record: 'Record', wrong: 'What is wrong', twin: 'See the twin', more: '50 more',
    weights: 'The score weighs {list}; a kind without data does not count. Weights are the parameters quality.weight.*, for the city to set.', dated: 'With a period, registers that have dates count only the records of it.',
  },
}
