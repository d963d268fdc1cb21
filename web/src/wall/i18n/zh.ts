// SPDX-License-Identifier: Apache-2.0
export default {
  wall: {
    title: '指挥大屏', drill: '【演练】', demo: '演示数据', figures: '总体情况', incidents: '处置中事件', noIncidents: '没有处置中的事件', lines: '当前事件时间轴', noLines: '还没有记录', moved: '转移进度', noMoved: '没有转移任务',
    deadlines: '报送时限', noDeadlines: '没有待报信息', hours: '近 24 小时接报', hoursAlt: '近 24 小时每小时接报事件数，共 {n} 起', warnings: '生效预警', noWarnings: '没有生效中的预警', map: '地图', duty: '值班', noDuty: '没有在岗班次',
    n: { incidents: '处置中', warnings: '预警', evacuated: '已转移', placed: '已安置', teams: '出动队伍', people: '出动人员', hazards: '未整改隐患', late_hazards: '逾期隐患', inspections: '本月检查' },
    response: '{kind}{level}级响应', running: '已启动 {t}', noResponse: '没有启动应急响应', updated: '数据 {t} 更新', stopped: '数据停在 {t}，正在重连', storm: { title: '台风', name: '台风 {name}', comes: '七级风圈 {n} 小时后到达本市（最先 {place}）', inside: '本市已在七级风圈内（{n} 个乡镇街道）', over: '七级风圈已离开本市', misses: '七级风圈预计不影响本市' }, denied: '此屏未授权', deniedHint: '请管理员在“管理 · 大屏”中新建令牌，并在本机打开所给地址', current: '当前',
    colour: { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' },
    of: { deaths: '死', missing: '失联', injuries: '伤', evacuated: '转移' }, and: '、', unverified: '{what}未核实', placedOf: '{n} / {all}', late: '逾期 {t}', left: '剩 {t}', officer: '值班 {name}', leader: '带班 {name}', grade: { '1': '特别重大 Ⅰ', '2': '重大 Ⅱ', '3': '较大 Ⅲ', '4': '一般 Ⅳ' }, hourAgo: '{n} 小时前', now: '现在',
  },
}
