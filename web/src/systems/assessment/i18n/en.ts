// SPDX-License-Identifier: Apache-2.0
export default {
  asm: {
    title: 'Assessment', schemes: 'Schemes', none: 'No schemes of assessment', noneHint: 'Schemes stand in model/assessments; a city may add its own', ranking: 'Ranking', sheet: 'Score sheet', quarters: 'Ranks by quarter', rankOf: '{label}: {list}',
    rank: 'Rank', place: 'County', total: 'Total', grade: 'Grade', before: 'Change', best: 'no better grade than {grade}', up: 'up {n}', down: 'down {n}', same: 'same', noRank: 'not ranked', rankN: 'rank {n}',
    provisional: 'The period is not over; these are the points so far', own: 'This account sees its own place only: what is scored by rank, and the rank itself, are not shown', missing: 'Without points in some counties: {names}', rule: 'Total = points ÷ weight that could be scored × 100 + bonus − deductions; below {n} of 100 there is no rank and no grade',
    basis: 'over {n}', basisOf: '{points} of {basis} that could be scored, bonus less deductions {extra}', item: 'Item', weight: 'Weight', words: 'Rule', value: 'Value', target: 'Target', points: 'Points', why: 'Why', veto: 'Veto', score: 'Score of 100', scorer: 'Scorer', note: 'Note', enter: 'Score', correct: 'Correct', open: 'Open the score sheet of {name}', records: 'Records',
    save: 'Save', saved: '{item}: {n} of 100', badScore: 'Must be a number from 0 to 100', unit: 'points', source: 'Source: {text}',
  },
}
