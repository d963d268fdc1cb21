// SPDX-License-Identifier: Apache-2.0
// Chinese units of measure in English; what is not here is written as it stands (m, t, km2 …).
const EN: Record<string, string> = {
  人: 'people', 元: 'yuan', 万元: '10,000 yuan', 张: 'beds', 户: 'households', 间: 'rooms', 台: 'units', 辆: 'vehicles', 个: 'items', 家: 'firms', 次: 'times', 天: 'days', 日: 'days', 小时: 'h', 分钟: 'min', 年: 'years', 月: 'months', 分: 'points', 处: 'places', 件: 'items', 套: 'sets', 头: 'head', 艘: 'boats', 人次: 'person-times', 亩: 'mu', 公顷: 'ha', 级: 'level', 名: 'people', 只: 'head', 所: 'schools', 座: 'sites',
  栋: 'buildings', 幢: 'buildings', 台套: 'sets', 架次: 'sorties', 期: 'issues', 岁: 'years old', 万m3: '10,000 m³', 皮长公里: 'cable km', 人天: 'person-days', 起: 'cases', 条: 'items', 头只: 'head', 万立方米: '10,000 m3', 亿元: '100 million yuan', 门: 'doors', 架: 'aircraft', 米: 'm', 吨: 't', 项: 'items', 批: 'batches', 场: 'sessions', 场次: 'sessions', 份: 'copies', 支: 'teams', 度: 'kWh', 斤: 'jin', 瓶: 'bottles', 台班: 'machine shifts', 点次: 'points checked', 立方米: 'm3', 家次: 'visits', '人/亿元': 'people per 100 million yuan', '次/10万公顷': 'fires per 100,000 ha', '公顷/次': 'ha per fire',
}
export const unitText = (unit: string, lang: 'zh' | 'en'): string => (lang === 'en' ? (EN[unit] ?? unit) : unit).replace(/^(k?m|hm)([23])$/, (_, u: string, n: string) => u + (n === '2' ? '²' : '³'))
