// SPDX-License-Identifier: Apache-2.0
export default {
  qual: {
    title: '数据质量', kind: { complete: '完整性', fresh: '时效性', valid: '有效性', unique: '唯一性', timely: '及时录入' },
    about: { complete: '必填和重要字段已填写的比例', fresh: '在期限内更新、核对过的记录', valid: '取值、属地、坐标、引用符合规定的记录', unique: '没有疑似重复的记录', timely: '在时限内录入的记录' },
    whole: '总体', score: '得分', rank: '名次', body: '责任处室 / 台账', records: '{n} 条记录', places: '各县（市、区）', noPlace: '未归属县（市、区）', place: '地区', noData: '无数据', fails: { complete: '未填写 {failing} / {checked}', fresh: '超期 {failing} / {checked}', valid: '不合格 {failing} / {checked}', unique: '疑似重复 {failing} / {checked}', timely: '迟录 {failing} / {checked}' }, good: '{n} 项全部合格', idle: '{n} 项无可检查的记录', checkedN: '检查 {n} 条', noneChecked: '无可检查的记录',
    denied: '另有 {n} 个台账无权查看', none: '没有检查定义', noneHint: '检查定义由 model/quality 下的文件给出', open: '展开 {name} 的台账', within: { d: '期限 {n} 天', h: '时限 {n} 小时' }, source: '依据 {s}',
    failing: '不合格记录', failingN: '不合格记录 {n} 条', noFailing: '没有不合格记录', record: '记录', wrong: '问题', twin: '查看相同记录', more: '再看 50 条',
    weights: '得分按权重加权：{list}；没有数据的维度不计。权重为参数 quality.weight.*，可由本市调整。', dated: '选定时段时，有发生日期的台账只统计该时段的记录。',
  },
}
