// SPDX-License-Identifier: Apache-2.0
export default {
  asm: {
    title: '年度考核', schemes: '考核方案', none: '没有考核方案', noneHint: '方案见 model/assessments，城市可自行增改', ranking: '考核排名', sheet: '考核评分表', quarters: '各季名次', rankOf: '{label}：{list}',
    rank: '名次', place: '县（市、区）', total: '总分', grade: '等次', before: '较上期', best: '等次不高于{grade}', up: '升 {n} 位', down: '降 {n} 位', same: '持平', noRank: '不排名', rankN: '第 {n} 名',
    provisional: '考核期尚未结束，以下为截至目前的结果', own: '本账号只能查看本辖区，按名次计分的项目和总名次不显示', missing: '部分县（市、区）未能评分的项目：{names}', rule: '总分 = 得分 ÷ 可评分值 × 100 + 加减分；可评分值不足 {n} 分的不排名次、不定等次',
    basis: '按 {n} 分折算', basisOf: '可评分值 {basis} 分，得 {points} 分，加减 {extra} 分', item: '考核项', weight: '分值', words: '评分规则', value: '数值', target: '目标', points: '得分', why: '说明', veto: '一票否决', score: '评分（百分制）', scorer: '评分人', note: '备注', enter: '评分', correct: '更正', open: '查看{name}的评分表', records: '明细记录',
    save: '保存评分', saved: '{item} 已评 {n} 分', badScore: '应为 0 至 100 的数', unit: '分', source: '依据：{text}',
  },
}
