// SPDX-License-Identifier: Apache-2.0
export default {
  drill: {
    mark: '【演练】', colon: '：', title: '演练', replay: '重放利奇马', replayHint: '按 2019 年实况推演一遍，不影响本系统数据',
    scenarios: '推演情景', noScenarios: '没有可推演的情景', noScenariosHint: '情景是程序自带的数据，写法见随附的说明 doc/drills.md', reading: '正在读取情景和演练',
    about: { span: '情景时段', length: '推演用时', roles: '角色', speed: '速度' }, minutes: '约 {n} 分钟', seconds: '约 {n} 秒', nRoles: '{n} 个', times: '×{n}', usual: '默认 ×{n}',
    start: '开始推演', starting: '正在准备演练城市：新建独立目录、导入示范数据、启动服务。已 {n} 秒，通常 6 秒左右', opened: '大屏已在新标签页打开', blocked: '浏览器拦住了新标签页', open: '打开大屏',
    running: '正在进行', noRunning: '没有正在进行的演练', noRunningHint: '从下面的情景中选择一个开始；演练在独立的目录和端口中进行，数据与本系统隔离', startedBy: '{name} 发起', join: '加入（打开大屏）', review: '复盘', end: '结束', endTitle: '结束这场演练？', endText: '“{name}”将立即停止，参演人员的页面随之断开。目录和日志保留；已推演到终点的会登记为演练记录，中途结束的不登记。', endYes: '结束演练', past: '历次演练', note: '演练城市在独立的目录、端口和日志中运行，不会发出真实短信，也不写入本系统台账；结束后只留下一条演练记录。',
    strip: '演练控制', clock: '演练时间', day: '第 {n} 天', progress: '演练进度 {n}%', pause: '暂停', go: '继续', paused: '已暂停', over: '已结束', jumping: '正在快进', speed: '速度', speedOf: '每秒 {n} 倍速', next: '下一事件', nextAt: '快进到下一事件 {t}', noNext: '后面没有预设事件', to: '快进到', toHint: 'T+小时:分', badTime: '请按 T+小时:分 填写，如 T+2:30', jump: '快进', score: '得分', last: '最近', none: '还没有动作',
    roles: '角色', nTaken: '{n} 人接管', take: '接管', give: '交还', taken: '有人接管', script: '程序扮演', roleOpened: '已登录为“{name}”，在新标签页操作', roleLink: '打开“{name}”的工作台', leaving: '演练结束，{n} 秒后转到复盘', stay: '留在大屏', toReview: '去复盘', keys: 'P 暂停 · N 下一事件 · 1–4 速度 · R 角色',
    refused: '未获准：{why}', lost: '演练服务没有应答，正在重试',
    rev: {
      title: '复盘', of: '复盘：{name}', still: '演练仍在进行', at: '截至', slider: '演练时间轴', hint: '← → 逐条，PageUp PageDown 一小时，Home End 起止', first: '回到开始', prev: '上一条', nextLine: '下一条', lastOne: '到最后', wall: '回到大屏', xlsx: '导出 xlsx', print: '打印', lessons: '经验教训', past: '历次演练', loading: '正在读取演练', none: '此处没有演练可供复盘', noneHint: '请从演练页打开',
      map: '当时的地图', figures: '当时的情况', lines: '已发生的动作', noLines: '到此时还没有动作', journal: '日志要目', noJournal: '到此时日志中没有要目', denied: '只有管理员和审计员能看日志', goals: '目标：计划与实际', goal: '目标', planned: '计划', actual: '实际', points: '得分', of2: '{n} / {all}', min: '{n} 分钟', notYet: '未达成', waiting: '未到时间', expected: '应做到的应对', noExpected: '这个情景没有规定应对', met: '已做到', missed: '未做到', openYet: '进行中', within: '{t} 起 {n} 分钟内', took: '用时 {n} 分钟', score: '得分 {n}', verdict: '评定 {v}', atLeast: '至少 {n}', bars: '计划 {p}，实际 {a}', more: '至少 {n}', asOf: '台账按当时的日志还原', by: '{name}', failed: '这一时刻没有读出来',
      n: { incidents: '处置中事件', responses: '响应', shelters: '开放避灾场所', present: '在所人数', moving: '转移中（人）', placed: '已安置（人）', closures: '道路封闭', dispatches: '出动力量' }, typhoon: '{name} {wind}', noTyphoon: '没有台风路径', legend: { track: '台风路径', closure: '道路封闭', shelter: '开放的避灾场所', incident: '事件' },
    },
    kind: { statistics: '灾情', dispatch: '调派', event: '事件', transfer: '转移', call: '来电', warning: '预警', reading: '监测', alarm: '报警', closure: '道路', track: '台风', act: '角色', report: '报告', order: '指令', notice: '通知', incident: '险情', news: '舆情', weather: '天气', power: '电力', series: '数据', rule: '角色' },
  },
}
