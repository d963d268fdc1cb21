// SPDX-License-Identifier: Apache-2.0
export default {
  qual: {
    title: 'Data quality', kind: { complete: 'Complete', fresh: 'Fresh', valid: 'Valid', unique: 'Unique', timely: 'In time' },
    about: { complete: 'Share of needed and important fields that are filled in', fresh: 'Records touched or checked within their term', valid: 'Records whose values, place, point and references are right', unique: 'Records that have no likely twin', timely: 'Records entered within their limit' },
    whole: 'All together', score: 'Score', rank: 'Rank', body: 'Department / register', records: '{n} records', places: 'Counties', noPlace: 'In no county', place: 'Place', noData: 'no data', of: '{failing} of {checked} fail', allGood: 'all good ({n})', noneChecked: 'nothing to check',
    denied: '{n} more registers may not be seen by you', none: 'Nothing is defined to be checked', noneHint: 'What is checked comes from the files under model/quality', open: 'Registers of {name}', points: 'Points', pointOf: '{name}: {kind}', within: { d: 'term {n} days', h: 'limit {n} h' }, source: 'Source: {s}',
    failing: 'Records that fail', failingN: '{n} records fail', noFailing: 'No record fails', record: 'Record', field: 'Field', value: 'Value', wrong: 'What is wrong', twin: 'See the twin', more: '50 more', choose: 'Choose a point to see the records that fail', empty: '(empty)',
    weights: 'The score weighs {list}; a kind without data does not count. Weights are the parameters quality.weight.*, for the city to set.', dated: 'With a period, registers that have dates count only the records of it.', goOpen: 'Records of {name} that fail',
  },
}
