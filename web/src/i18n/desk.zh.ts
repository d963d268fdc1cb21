// SPDX-License-Identifier: Apache-2.0
// The desk's own texts; what every entry needs is in zh.ts.
import type { Texts } from './zh'

const zh = {
  area: { duty: '值守', map: '一张图', incidents: '事件', warnings: '预警', oversight: '监管', resources: '保障', admin: '管理', nav: '主导航', registers: '台账' },
  nav: { workbench: '工作台', drills: '演练', assessment: '年度考核', quality: '数据质量', accounts: '账号权限', audit: '审计日志', status: '系统状态', definitions: '台账定义', me: '我的设置', signOut: '退出登录', search: '搜索', searchHint: '搜事件、企业、人员、地点', report: '报事件', keys: '快捷键', more: '更多' },
  import: {
    title: '导入{name}', template: '下载模板', file: '选择文件', fileHint: '支持 xlsx、csv、geojson、gpkg、kml、shp 压缩包', datum: '坐标系', try: '试算', go: '正式导入', tryFirst: '请先试算', rows: '行数', created: '新增', changed: '更新', unchanged: '未变', refused: '未通过', row: '行', field: '字段', reason: '原因', value: '值', workbook: '下载错误行', tried: '试算完成，没有写入任何数据', done: '导入完成', choose: '请先选择文件',
    step: { file: '选择文件', columns: '对应列', tried: '试算核对', done: '导入' }, columns: '列对应', columnsOpen: '还有 {n} 列需要处理', columnsReady: '{n} 列均已对应', columnsPartial: '文件中以下列名不认识，请选择对应的字段，或选择不导入，再重新试算', theirs: '文件中的列', example: '首行内容', ours: '对应字段', oursOf: '列“{name}”对应的字段', noName: '（无列名）', leaveOut: '不导入这一列', fieldsOf: '{name}的字段', ownColumns: '通用列', own: { id: '编号', state: '状态', void: '作废标记', reason: '理由' }, fault: { twice: '这个字段已有另一列对应', name: '列名含逗号或等号，请先在文件中改名' }, missing: '文件中没有这些必填字段：{names}', recoded: '文件不是 UTF-8 编码，已按 GB18030（GBK）读取', sending: '正在上传文件', background: '转入后台', leaveHint: '可以离开，任务在右上角“任务”中继续', cancelled: '已取消，取消前已完成的行保留', interrupted: '服务器曾重启，任务中断，请重新导入', firstOf: '仅列出前 {n} 处，共 {total} 处，全部见错误行文件',
  },
  jobs: {
    title: '任务', tray: '任务', trayRunning: '任务，{n} 项进行中', none: '没有任务', kept: '任务与结果保留 7 天', import: '导入', export: '导出', cancel: '取消任务', rows: '{done} 行', rowsOf: '{done} / {total} 行', speed: '每秒 {n} 行', left: '约剩 {t}', imported: '新增 {created}，更新 {changed}，未通过 {refused}', exportStarted: '已开始导出，完成后在右上角“任务”中下载', exportHint: '记录较多，将在后台导出',
    state: { waiting: '排队中', running: '进行中', done: '已完成', refused: '未受理', cancelled: '已取消', interrupted: '已中断' },
  },
  map: {
    readings: '雨水情', grade: { grave: '超保证/汛限', warn: '超警戒/雨量阈值', ok: '未超限', old: '旧' }, limit: { warning: '超警戒', guaranteed: '超保证', flood_limit: '超汛限', rain_1h: '超1小时阈值', rain_3h: '超3小时阈值', rain_24h: '超24小时阈值' }, over: '超限 {n} 站', noPlace: '位置未登记',
    title: '一张图', layers: '图层目录', search: '查找图层', only: '只看', opacity: '透明度', base: '底图', baseVector: '示意底图', source: '来源', zoomIn: '放大', zoomOut: '缩小', home: '全市', count: '{n} 个', aggregated: '按格网汇总', loading: '正在读取图层…', failed: '图层读取失败', noLayers: '没有匹配的图层', hideTree: '收起图层', showTree: '图层', here: '此处 {n} 个要素', cell: '本格网 {n} 个', legend: '图例', label: '地图。方向键平移，加减号缩放', none: '清空图层', lonlat: '经度 {lon} 纬度 {lat}', full: '全屏', filters: '已按列表筛选', toList: '打开列表',
  },
  tools: {
    closeRoad: '封闭此处道路',
    title: '地图工具', distance: '测量距离', area: '测量面积', circle: '画圆', sketch: '标绘', kind: '标绘类型', kinds: { point: '点', line: '线', area: '面', circle: '圆' }, points: '各点坐标，每行一个：经度, 纬度', centre: '圆心：经度, 纬度', place: '位置：经度, 纬度', example: '118.870000, 28.970000', radius: '半径', radiusM: '半径（米）', length: '总长', last: '末段', perimeter: '周长', size: '面积', mu: '{n} 亩',
    hint: { point: '点击地图，或输入坐标', line: '依次点击地图，或逐行输入坐标', area: '依次点击各角，至少三点，或逐行输入坐标', circle: '先点圆心，再点圆上一点，或输入坐标和半径' }, badLine: '第 {n} 行不是有效的坐标', badRadius: '半径应为 1 至 {n} 米', back: '退一点', note: '注记', keep: '加入标绘', inside: '范围内有什么', onlyShown: '仅已显示的图层', nothing: '范围内没有台账记录', nearest: '按距离列出前 {n} 个，共 {total} 个', sketchList: '我的标绘', local: '只保存在本机', undo: '撤销', clearAll: '全部清除',
  },
  duty: { queue: '待处理', all: '全部', empty: '没有待处理事项', emptyHint: '新的时限事项会自动出现在这里', more: '查看全部' },
  desk: {
    kind: { warning: '预警', report: '报送', task: '任务', dispatch: '调派', alarm: '报警', incident: '事件', receipt: '签收', response: '响应', loan: '借调', handover: '交接', reminder: '催办', lesson: '教训', check: '核查', source: '资料源' },
    one: { warning: '预警', report: '报送', task: '任务', dispatch: '调派', alarm: '报警', incident: '事件', receipt: '签收', response: '响应', loan: '借调', handover: '交接', reminder: '催办', lesson: '教训', check: '核查', source: '资料源' },
    current: '当前事件', handled: '已处理', mute: '静音', mutedTill: '静音至 {t}',
  },
  transfer: { title: '转派', hint: '转给人员或单位均可，原时限不变。', with: '现由 {name} 办理。', done: '已转派给 {name}', mine: '转派给我' },
  roster: {
    title: '排班', officer: '值班', leader: '带班', nobody: '当前无人值班', none: '无', late: '逾期未交班', phone: '值班电话', follows: '下一班', nextDay: '次日{t}', today: '今天', month: '月', week: '周', view: '视图', before: '往前', after: '往后', register: '台账', empty: '未排班', draft: '未公布', hours: '时段',
    generate: '生成排班', generateHint: '按名单顺序轮值，已有班次的时段保持不变；先预览，确认后写入。', from: '起', to: '止', apart: '白班、夜班分开', preview: '预览', shifts: '{n} 个班次', write: '写入 {n} 个班次', written: '已写入 {n} 个班次', cancelBatch: '撤销这一批', cancelled: '已取消 {n} 个班次', publish: '公布 {n} 个班次', published: '已公布 {n} 个班次', addPerson: '添加人员', up: '{name}上移',
    faults: '排班问题', noFaults: '没有发现问题', keys: '方向键选日期 · Enter 打开 · PageUp/PageDown 翻页 · W 月/周 · + 生成排班',
    fault: { gap: '无人值班', overlap: '班次重叠', no_leader: '无带班领导', few: '人员不足，应有 {need} 人，现有 {have} 人', no_rest: '{who} 连班或未休息', unpublished: '未按期公布' },
    day1: '周一', day2: '周二', day3: '周三', day4: '周四', day5: '周五', day6: '周六', day7: '周日',
  },
  takeover: {
    title: '交接班', shift: '班次', leaves: '交班', comes: '接班', nobody: '当前没有值班班次', nobodyHint: '请先排班并接班上岗', noNext: '没有已排的下一班，接班人签字后自动开班', late: '已过交班时间', signatures: '签字', first: '交班人签字', second: '接班人签字', signedBy: '{name} 已签', notBegun: '班次尚未开始', sheet: '值班交接单', refill: '按最新情况重填', print: '打印交接单', printed: '打印时间',
    sign1: '交班签字', sign2: '接班签字', signHere: '接班人在此签字', signHint: '接班人输入本人账号和密码签字，不会切换当前登录。', withdraw: '收回签字', withdrawHint: '收回后可继续修改交接内容。', done: '交接完成，新的班次已开始', overdue: '逾期 {n}', noGateways: '未配置通知网关',
    list: { incidents: '在办事件', responses: '在响应', warnings: '在预警', open: '待处理', log: '日志待跟进', devices: '设备异常', gateways: '通知网关' }, gateway: { up: '正常', down: '中断', off: '未启用' },
  },
  log: { title: '值班日志', write: '记录一条', from: '来电来文单位', day: '日期', before: '前一天', after: '后一天', none: '这一天没有记录', noneHint: '在上方输入，回车即记入', told: '通知' },
  ending: {
    incident: '事件终止条件', response: '响应终止条件：{name}', progress: '已满足 {met} / {total}', byItself: '系统核对', evidence: '佐证', record: '核对记录', answer: '核对', found: '核对情况', override: '指挥长决定', why: '不再等待的理由', state: { open: '未满足', met: '已满足', answered: '已核对', overridden: '指挥长决定' },
  },
  review: { replay: '回放', play: '播放', reports: '报送时限', steps: '预案步骤', forces: '力量调派', sent: '队伍、装备、物资', planned: '规定', actual: '实际', over: '偏差（分钟）', sinceOrder: '各栏为下令后的分钟数', addLesson: '添加教训', noLessons: '还没有教训' },
  report: {
    kind: '发生了什么', place: '在哪里', sentence: '一句话', needed: '请用一句话说明情况', badPlace: '坐标应为：经度, 纬度', lonlat: '坐标', knownAt: '接报时间', similar: '可能是同一件', same: '是同一件', withPlace: '{text}（{place}）',
    ago: '相隔 {n} 分钟', send: '立即上报', done: '已上报', added: '已记入原事件', kept: '未提交的内容保留在本机', restored: '已恢复 {t} 未提交的内容',
  },
  inc: {
    toWall: '投到大屏', noWall: '没有可用的大屏，请管理员在“管理 · 账号权限”中新建“指挥大屏”账号', onWall: '已投到：{names}', listComma: '、',
    tab: { overview: '概况', timeline: '时间轴', tasks: '任务', forces: '力量', files: '资料', filings: '报送', review: '复盘', around: '周边' },
    note: '记录一条', noteHint: '记录一条，回车发送', kind: '类别', send: '发送', correct: '更正', correctTo: '更正为', correctThis: '更正：{text}', why: '更正理由',
    struck: '已更正：', correctedAt: '{t} 已更正', insteadOf: '原为', byKind: '按类别筛选', entry: '记录', noEntries: '时间轴上还没有记录', order: '下达指令', orderWhat: '做什么', orderBy: '完成时限',
    inMin: '{n} 分钟内', inHours: '{n} 小时内', noTerm: '不限时', ordered: '指令已下达', orderedAt: '{t} 下达', noTasks: '没有任务', proposal: '调派方案', addCapability: '添加所需能力', fewer: '{name}减一',
    more: '{name}加一', propose: '生成方案', ofAsked: '{n} / {all}', noTeam: '没有可用的队伍', min: '{n} 分钟', travel: '行程 {n} 分钟', uncovers: '调出后本县缺：{names}', orderN: '下令 {n} 项',
    add: { team: '添加队伍能力', equipment: '添加车辆装备', stock: '添加物资' }, quantityOf: '{name}数量', pieces: '台套', by: { road: '路网', straight_line: '直线估算' }, expires: '有效期至 {d}', loanOf: '借用：{name}', instead: '换一个', another: '再选一个', notOrdered: '以下各项未能下令：', stale: '路况或力量已有变化，请重新生成方案。',
    byRoad: '行程按路网计算（{file}，{at} 载入）', byFactor: '行程按直线距离 × {f}、时速 {v} km/h 估算', closures: '已计入 {n} 处道路封闭', loansAsked: '其中 {n} 项属其他单位，下令时一并提出借用申请（借入单位：{who}），30 分钟内答复', lentBy: '{from} 借给 {to}', backBy: '{at} 前归还',
    dispatched: '已下令 {n} 项', noForces: '还没有调派力量', ungraded: '未定级', proposed: '系统建议', knownAt: '{t} 接报', elapsed: '已 {t}', nextDuty: '{from} 报 {to}', gradeReasons: '分级依据', allFields: '全部字段与历史',
    duties: '报送时限', noDuties: '没有报送责任', fileThis: '报送', filedAt: '{t} 已报', lateBy: '迟报 {t}', inTime: '按时', filings: '已报信息', noFilings: '还没有报送', papers: '文稿下载',
    paper: { flash: '快报', follow_up: '续报', final: '终报', special: '专报' },
    noPlace: '事件没有坐标', people: '共 {n} 人', peopleMore: '至少 {n} 人', noneWithin: '{m} 内没有{name}', allAround: '全部台账', noPlaceHint: '补充坐标后可查看周边',
  },
  rep: {
    title: '信息报送', view: { due: '当前应报', month: '迟报漏报月报', unreported: '漏报核查' }, byLevel: '按层级筛选', body: '单位', level: '层级', allBodies: '全部单位', overdue: '{n} 项已超时', noneDue: '当前没有应报信息', noneDueHint: '新事件接报后自动产生报送时限',
    evidence: '起算依据：{what}', filing: '报送记录', record: '时限记录', province: '省级报送，本级只可查看', waivedBy: '{name}认定不适用：{why}', system: '系统', zero: '零报告', text: '报告内容', nothing: '截至 {t}，{where}无新增灾情险情。',
    month: '月份', before: '上个月', after: '下个月', count: { due: '应报', in_time: '按时', late: '迟报', missing: '漏报', waived: '认定不适用' }, longest: '最长迟报', total: '合计', records: '明细', noneMonth: '本月没有报送时限', noneMonthHint: '按起算时间所在月份统计',
    crossHint: '高等级报警、有伤亡的保险理赔、力量调派，与报送记录逐条比对。', open: '{n} 条待处理', noneCross: '没有发现漏报', noneCrossHint: '每次打开时重新比对', source: { alarm: '报警', claim: '理赔', dispatch: '力量调派' }, withdraw: '撤回认定',
    act: { make: '生成事件', link: '关联事件', waive: '说明无需报送' }, done: { make: '已生成事件', link: '已关联事件', waive: '已登记说明' }, incidentTitle: '事件名称', incident: '事件', choose: '请选择', noIncidents: '没有可关联的事件', why: '无需报送的理由', by: '认定人', waiveHint: '说明后仍留在本表，上级可见。',
  },
  rpt: {
    table: '表格', part: { county: '地区', township: '地区', month: '月份', quarter: '季度', sector: '领域' }, chartKeys: '方向键移动，回车看明细', title: '统计报告', templates: '报告模板', none: '没有报告模板', noneHint: '模板见 model/reports，城市可自行增改', broken: '数据校验未通过：{what}（{left} 与 {right}）', byHand: '手工填报',
    checks: '数据校验 {n} 项，相符 {held} 项', missingN: '{n} 项指标无数据', handN: '手工填报 {n} 项，占 {share}%', missing: '无数据而未写入正文的指标：',
    published: '已公布数据与台账不一致', publishedN: '已公布数据 {n} 项，{odd} 项不一致', pub: { rounding: '公布 {printed}，台账 {ours}：取舍不同', unit: '公布 {printed}，台账 {ours}：单位应为{unit}', mixed: '公布 {printed}：“{term}”前后单位不一', differs: '公布 {printed}，台账 {ours}', untold: '未公布，台账 {ours}', no_data: '公布 {printed}，台账无数据' },
  },
  ind: {
    target: '目标', target_met: '达标', target_not_met: '未达标', target_on_track: '进度正常', target_no_data: '无数据',
    title: '指标看板', year: '年份', part: '时段', whole: '全年', allTime: '全部时间', toDate: '累计至今', quarter: '第 {n} 季度', monthN: '{n} 月', region: '地区', ownRegion: '本辖区', asOf: '截至', asOfHint: '按当时已登记的数据计算', asOfShown: '按 {t} 时已登记的数据计算', live: '改看最新', share: '复制链接', shared: '链接已复制', unfinished: '本期尚未结束，同比为上年整期；同期比较请看', printed: '期间 {period} 地区 {region} 打印时间 {t}',
    yoy: '同比', way: { up: '上升', down: '下降', same: '持平' }, before: '上年同期 {n}', noBefore: '上年无数据', noData: '无数据', compare: '比较各县', areas: '指标分类', none: '没有指标', noneHint: '指标由指标定义文件给出', denied: '另有 {n} 项指标无权查看', noneBelow: '本级以下没有可比较的地区',
    byWhat: '分组', by: { county: '各县', township: '各乡镇', month: '各月', quarter: '各季', sector: '各领域' }, col: { value: '数值', previous: '上年同期', yoy: '同比', share: '占比' }, total: '合计', rest: '{name}（未细分）', restOf: '未细分到下级', records: '明细记录', inList: '查看台账', allHint: '该台账在本地区、本时段的全部记录', mapRow: '在地图上看{name}', setTarget: '设定目标', changeTarget: '修改目标', targetSaved: '目标已保存', record: '记录', place: '地区', at: '时间', amount: '计入', noRecords: '没有记录', more: '再列 50 条',
    unit: '单位', source: '来源', body: '责任处室', freq: '发布频次', freqs: { month: '按月', quarter: '按季', year: '按年' }, formula: '算法', ratio: '{part} ÷ {whole}', counted: '由台账“{name}”统计', version: '定义版本',
    area: { accident: '生产安全事故', enforcement: '执法处罚', drill: '应急演练', base: '基数', exam: '考试考核', forest: '森林火灾', supervision: '检查整改', insurance: '安责险', rates: '比率', flood: '防汛与转移', shelter: '避灾场所', coverage: '覆盖建设', fund: '资金经费', hand: '人工填报', organisation: '机构人员', publicity: '宣传教育', rescue: '救援力量', response: '灾害应对', service: '审批服务', training: '培训' },
  },
  dis: {
    title: '灾情统计', event: '灾害事件', noEvent: '没有自然灾害事件', noEventHint: '事件类别为自然灾害的，可在此逐级统计上报', groups: '指标分组', sheet: '灾情统计表', lateN: '{n} 项迟报或漏报', broken: '{where}：{name}为 {was}，分项合计 {sum}', number: '第 {n} 期', dueAt: '{t} 前报', filedAt: '{t} 已报', do: '办理', takeSum: '取下级合计', file: '上报', verify: '核定', sum: '下级合计（{n} 个单位）',
    owed: '应报与迟报', noneOwed: '没有应报事项', standing: { late: '迟报', missing: '漏报', due: '应报' }, days: '{n} 天', offers: '本平台转移安置记录', noOffers: '没有转移安置记录', ledgers: '台账核对', rows: '台账 {n} 行', differs: '不一致',
  },
  roll: {
    title: '责任人进岗', view: { board: '进岗情况', season: '汛前核查' }, response: '应急响应', none: '当前没有进岗叫应', noneHint: '防汛防台等响应启动后自动叫应责任人', due: '应进岗', onPost: '已进岗', rate: '进岗率', covered: '已代岗', missing: '未进岗', place: '区域', itself: '本级', up: '返回上级', filter: '按状态筛选',
    again: '再次叫应 {n} 人', called: '已向 {n} 人再次叫应', cover: '指定代岗', by: '由{name}代岗', calls: '{t} 起叫应 {n} 次，未应答', askedNow: '{t} 已请{name}代岗', shown: '显示 {n} 条，共 {all} 条', list: '查看列表', nobody: '没有符合条件的责任人',
    fault: { vacant: '孤儿对象', expired: '任期届满', unknown: '不在册', no_phone: '没有电话', dead: '失效电话', overloaded: '一人多岗' }, faultHead: '问题', object: '对象或责任人', lacks: '缺少岗位', posts: '兼 {n} 岗', allSet: '没有发现问题',
  },
  flood: {
    title: '防汛防台', storm: '台风', basis: '依据', forecast: '当时已知', best: '最佳路径', agency: '发布机构', noStorm: '还没有台风资料', noStormHint: '导入最佳路径文件，或接入实况',
    time: '路径时间', before: '上一个路径点', after: '下一个路径点', space: '播放 P', wind: '{n} m/s（{m} 分钟平均）', lead: '预报 {n} 小时', carried: '风圈沿用最近实况',
    impact: '影响范围', register: '对象', circle: '风圈', force: '{n}级', counts: '共 {n} 处：七级风圈 {a} 处，十级 {b} 处，十二级 {c} 处', noPlaces: '没有带位置的记录', place: '地点', distance: '距离 km', show: '在地图上看 {name}',
    inside: '圈内', over7: '已过', hours: '{n} 小时', stations: '雨水情', station: '测站', element: '要素', stage: '水位', rain: '雨量', noData: '没有监测数据', noDataHint: '没有数据不等于零；检查测站和报送', noSeries: '近三天没有数据', stale: '数据已过时', updated: '更新于 {t}',
    limit: { warning: '警戒', guaranteed: '保证', flood_limit: '汛限' }, over: { warning: '超警戒', guaranteed: '超保证', flood_limit: '超汛限' }, table: '表格', when: '时间',
    triggers: '响应建议', noneMet: '没有达到触发条件', noneMetHint: '按现行触发条件表逐条核对', decide: '待决定', active: '{l}响应中', reasons: '依据 {n} 条',
    sources: '资料源：', noSources: '未启用自动获取', fetched: '最近获取 {t}', fetchFailed: '{t} 获取失败', notFetched: '尚未获取',
  },
  filing: {
    first: '初报', follow_up: '续报', final: '终报', send: '报出', done: '已报出', comma: '，', lead: '{when}，{where}发生：{what}。', asOf: '截至 {t}，{figures}。', measures: '已采取措施：{text}',
    needs: '需要支援：{text}', was: '上次 {n}', knownAt: '按 {t} 的事件信息填写', refill: '按最新信息重填',
  },
  notice: {
    compose: '发通知', subject: '标题', body: '正文', channels: '渠道', audience: '接收范围', send: '发出', saveDraft: '存为拟稿', editDraft: '继续编辑', isDraft: '尚未发出', isDraftHint: '发出前请核对接收范围和人数', restored: '已恢复 {t} 未发出的内容', sent: '正在发往 {n} 人', sending: '正在发出…',
    smsParts: '含标题共 {chars} 字，短信 {n} 条', parts: '（短信 {n} 条）', channelHint: '按序号依次尝试，一个渠道一分钟内未签收即转下一个', noneUp: '所选渠道目前均不可用，请改选，或改用电话逐个通知', answerDue: '{t} 前回复', answerPast: '回复时限应晚于现在', atTime: '指定时间',
    addTerm: '添加接收对象', by: '选择方式', way: { post: '责任岗位', person: '人员和队伍', register: '台账', area: '图上区域' }, word: { post: '岗位', region: '区域', register: '台账', person: '人员', team: '队伍', polygon: '图上', email: '邮箱', webhook: '政务协同', other: '不认识' },
    postKind: '岗位类别', everyPost: '全部责任岗位', everyOf: '{name}全部责任人', ownRegion: '本辖区', who: '姓名或队伍名称', register: '台账', field: '条件 {n} 字段', value: '条件 {n} 的值', noCondition: '不限', moreConditions: '再加一个条件', areaHint: '在地图上画多边形或圆，也可输入坐标和半径', draw: '划定区域', takeArea: '加入接收范围', layer: '显示图层', warnedArea: '加入预警区域内的责任人', areaOf: '图上区域 {size}',
    asText: '按文本编辑', terms: '{n} 项', noTerms: '还没有接收对象', noTermsHint: '按岗位、人员、台账或图上区域添加', persons: '{n} 人',
    preview: '接收人数', people: '人', wholeCity: '全市范围', withoutPhone: '{n} 人没有号码', vacant: '{n} 个岗位或台账空缺', byRegion: '按区县', byKind: '按岗位', byChannel: '按渠道', noRegion: '无属地', firstNames: '前 {n} 人', noNumber: '（无号码）', and: '、',
    confirm: '确认发出', effect: '将向 {n} 人发送：{where}，{ways}', drill: '本环境只连接本机的模拟网关，不会发到真实手机', typeCount: '范围较大，请输入人数 {n} 确认', wrongCount: '与将要发送的人数 {n} 不一致', sendTo: '发给 {n} 人',
    reach: '送达情况', sentAt: '{t} 发出', coverage: '覆盖图', answeredShare: '已叫应 {p}%', part: { acked: '已签收', heard: '已听取', waiting: '待签收', failed: '未叫应', queued: '待生成' }, delivery: { delivered: '已送达', sent: '已提交', waiting: '等待', unknown: '结果未知', failed: '失败', dropped: '无需再发' },
    beingMade: '正在生成签收记录', queued: '还有 {n} 人待生成', noReceipts: '没有符合条件的签收记录', shown: '已列出 {n}，共 {all}', more: '再列一页', ofWarning: '预警通知', noneOfWarning: '还没有为这条预警发过通知', callFor: '发叫应通知',
  },
  calls: {
    title: '叫应台', none: '目前没有等待叫应的通知和预警', noneHint: '需要叫应的通知发出后，或需要叫应的预警生效后，会出现在这里', running: '等待叫应', nobodyTold: '尚未通知任何人', nobodyToldHint: '可为这条预警发叫应通知', callFor: '发叫应通知', end: '叫应完成', ended: '已记为叫应完成', finish: '办结', notReached: '{n} 人未叫应', unreached: '未应答人员', allAnswered: '这里的人员都已应答', showAnswered: '含已应答',
    keys: 'J/K 下一人、上一人 · C 重拨 · A 电话已告知 · V 上门告知 · 1–9 换一条', dial: '重拨', told: '电话已告知', visit: '上门告知', feedback: '措施反馈', noNumber: '无号码', passedTo: '已转{name}', redialled: '重拨 {n} 次', cannot: '{name}目前为“{state}”，不能这样办理', said: '答复（可不填）', by: '上门单位或人员',
    title_: { told: '电话已告知：{name}', visited: '上门告知：{name}', feedback: '措施反馈：{name}' }, did: { told: '{name}：电话已告知', visited: '{name}：已上门告知', feedback: '{name}：已反馈措施' },
    ladder: '催办次序', rungDone: '（已催）', rungAhead: '（未到）', to: { owner: '催本人', duty: '报值班员', commander: '报带班领导', above: '报上级' },
  },
  contacts: { title: '通讯录', search: '姓名、号码、单位', kind: '责任岗位', everybody: '全部人员', now: '当前值班', favourites: '常用', local: '只保存在本机', star: '加入或移出常用', unstar: '移出常用', bodies: '单位值班电话', noBody: '没有匹配的单位', allBodies: '显示全部 {n} 个单位', people: '人员', none: '没有匹配的人员', noneHint: '关键字至少两个字' },
  search: { title: '搜索与前往', placeholder: '输入关键字搜索，或输入页面、台账名称前往', pages: '前往', records: '记录', none: '没有找到“{q}”', hint: '↑↓ 选择 · Enter 打开 · Esc 关闭', recent: '输入两个字以上开始搜索' },
  keys: { title: '快捷键', search: '搜索与前往', report: '报事件', go: '前往七个区', filter: '定位到筛选', help: '快捷键列表', close: '关闭面板或对话框', move: '下一条 / 上一条', open: '打开选中的记录', full: '地图全屏', sign: '签收（认领）', order: '下达指令', file: '续报', undo: '撤销刚才的签收', calls: '叫应台：换一条通知', dial: '叫应台：重拨', visit: '叫应台：上门告知', transfer: '转派', mute: '静音十分钟', parts: '在待处理、地图、事件之间移动', note: '单键仅在没有输入焦点时有效，可在“我的设置”中关闭' },
  admin: {
    newAccount: '新建账号', screen: '请在大屏主机的浏览器打开此地址。它只显示这一次，停用账号即失效', name: '账号', role: '角色', region: '管辖区域', created: '创建时间', disabled: '已停用', active: '启用', enable: '启用', disable: '停用', reset: '重置密码', resetAsk: '为账号 {name} 生成新密码？原密码立即失效。', disableAsk: '停用账号 {name}？', enableAsk: '启用账号 {name}？', fresh: '新密码只显示这一次，请当面或经安全渠道交付', totp: '动态验证码', person: '人员', change: '变更',
    actor: '操作人', register: '台账', from: '起', to: '止', at: '时间', action: '操作', door: '途径', subject: '对象', noAudit: '没有符合条件的记录', peer: '来源地址',
    version: '版本', uptime: '已运行', journal: '日志序号', hash: '日志摘要', backup: '距上次备份', never: '从未备份', clients: '连接数', listeners: '实时订阅', requests: '累计请求', queue: '待写入', db: '数据库', rss: '内存', registers: '台账数', statusTitle: '系统状态',
    defs: '台账定义', fields: '字段', states: '状态', actions: '操作', clocks: '时限', geometry: '几何', records: '记录', key: '键', type: '类型', rules: '约束', sensitivity: '敏感级别', geo: { none: '无', point: '点', line: '线', polygon: '面', any: '任意' }, noAccounts: '没有账号', auditTitle: '审计日志', accountsTitle: '账号权限',
    sens: { open: '公开', internal: '内部', personal: '个人', sensitive: '敏感' },
  },
  planCheck: { title: '预案自检', none: '未发现问题', vacant_post: '空缺岗位', dead_phone: '失效电话', nobody_named: '未明确承办', no_shelter: '无可用避灾场所', closed_shelter: '避灾场所已停用', small_shelter: '避灾场所容量不足', move_above_guaranteed: '立即转移水位高于保证水位', ready_above_guaranteed: '准备转移水位不低于保证水位', limit_above_normal: '汛限水位高于正常蓄水位', limit_above_design: '台汛限水位高于设计洪水位', crest_below_check: '坝顶低于校核洪水位', later_when_worse: '级别更高反而更晚', later_than_above: '晚于上位预案时限' },
  move: {
    title: '人员转移', event: '事件', chooseEvent: '选择事件', toIncident: '打开事件', noEvent: '先选择一个事件', noEventHint: '转移清单、安置方案和对账都属于一个事件', keys: 'J/K 上下行，Enter 打开，Esc 收起', view: { lists: '转移清单', plan: '安置方案', check: '对账' },
    make: '生成转移清单', noLists: '这个事件还没有转移清单', noListsHint: '点“生成转移清单”，按区域、缘由、隐患点或范围列出应转移的村', noListsWait: '清单由值班、指挥或乡镇联络员生成', village: '村（社区）', limit: '时限', households: '户数', household: '转移户', people: '人数', byVehicle: '需接送', progress: '转移进度', trigger: '触发条件', decision: '决定', nextDecision: '最近一个要决定的村',
    decideBy: '最迟 {t} 前决定', doneBy: '{t} 前完成', lateFor: '逾期 {t}', leftFor: '还剩 {t}', hhp: '{h} 户 {p} 人', waiting: '共 {n} 个村待决定', placedOf: '{n}/{all} 人', stillN: '待转移 {n}', refusedN: '拒绝 {n}', lateN: '逾期 {n}', peopleN: '{n} 人', awayN: '另有长期外出 {n} 人', hitAt: '预计 {t} 影响', atNight: '夜间到达', orderedBy: '{by} 于 {t} 下令', release: '解除条件', noHouseholds: '名册中没有这些户', noHouseholdsHint: '名册在清单生成后有改动，请重新生成清单', needsVehicle: '需车辆', needsHidden: '有特殊需求', whole: '全户{act}', wholeDone: '已登记 {n} 人', helper: '责任人', urged: '{t} 劝导', forced: '强制转移，{by} 决定',
    hit: '预计影响时间', triggerExample: '如：24小时雨量超过150毫米', ownArea: '本辖区', areaDraw: '画范围', areaAgain: '重画范围', reasons: '转移缘由（不选为全部）', preview: '预览', seen: '{n} 个村，{p} 人', away: '外出', trips: '车次', minutes: '需时 min', done: '完成时限', decide: '最迟决定', there: '已有清单', again: '重新预览', makeN: '生成 {n} 份清单', made: '已生成 {n} 份清单',
    fig: { listed: '应转移', reported: '上报', scanned: '扫码', placed: '已安置', moving: '转移中', to_move: '待转移', refused: '拒绝', released: '已返回', unlisted: '名册外', missing: '未到', late: '逾期', preventive: '紧急避险', resettled: '紧急安置', concentrated: '集中安置', dispersed: '分散安置' },
  },
  plan: {
    asked: '需重新分配', askedAt: '{t} 提出', apply: '执行方案', decline: '不采纳', compute: '重新计算', stale: '人员、场所或道路有变化，请重新计算', thoughtClosed: '假定停用：{name}', openAgain: '取消假定停用：{name}', mayNot: '分配方案由值班、指挥或乡镇联络员计算', nobody: '没有待安置的人', nobodyHint: '下令转移后，这里算出每户去哪个避灾场所', computing: '正在计算安置方案…',
    placed: '可安置', unassigned: '无处安置', perPerson: '人均路程', households: '户', changedSplit: '变更 {c} 户，拆分 {s} 户', proven: '已证明按人最优。', gap: '按整户安置多走 {g}%。', byRoad: '按路网计算，避开封闭道路 {n} 处。', byLine: '没有路网，按直线距离估算，封闭道路 {n} 处。', brim: '有场所已用到预警比例以上。', past: '历次方案', at: '时间', cause: '原因', by: '决定人',
    applyText: '将为 {n} 人写入避灾场所，{c} 户有变更。已到达的人不受影响。', leftOut: '仍有 {n} 人无处安置，需另行落实。', applyGo: '确定执行', applied: '已执行，{n} 人有了去处', barrier: '需无障碍', lines: '各村去向', to: '去往', travel: '路程', straight: '直线', shelters: '场所使用', think: '假定停用', split: '拆分的户', splitHint: '没有一处能整户接收，只好分开安置',
    why: { no_room: '场所已无空位', no_barrier_free: '没有无障碍场所', cut_off: '道路中断，无法到达', no_place: '住址没有坐标' },
  },
  whatIf: {
    ask: '假如……', title: '假如场所停用、道路中断', about: '选择一处或几处，看多少人改去别处、晚多少、谁没有去处。', shelter: '避灾场所停用', road: '道路中断', choose: '请选择', pick: '在地图上选断路点', at: '{lon}, {lat} 附近路段', noGraph: '没有路网，按直线距离估算，无法推算断路。', thought: '假定', roadClosed: '假定中断：{name}', roadOpen: '取消假定中断：{name}',
    optionNone: '停用后 {n} 人无处安置', optionLater: '停用后共多走 {n} 人·分钟', elsewhere: '改去别处', later: '人均路程', farthest: '最远 {a} → {b} 分钟', was: '原为 {n}', same: '对安置没有影响。', gains: '接收更多人的场所', gain: '+{n} 人，{all} / {most}', nothing: '尚未作假定。', unwritten: '采用之前不写入任何数据。', adopt: '采用',
  },
  check: {
    sum: '应转移 {listed} 人，上报 {reported} 人，扫码 {scanned} 人', differs: '上报与扫码相差 {n} 人', same: '上报与扫码一致', missing: '未到人员', allThere: '应转移人员已全部到位', nobodyListed: '还没有人列入转移', conflicts: '签到冲突', settle: '核定', held: '待核卡片', accept: '核实为本人', drop: '不采用', unlisted: '名册外人员', byPlace: '分区域统计', name: '姓名', noName: '姓名不详', neverSeen: '没有签到记录', bound: '预定场所', last: '最后出现',
  },
  shel: {
    title: '避灾场所', name: '场所', all: '场所', inside: '在所人数', room: '尚可安置', townships: '乡镇覆盖', counties: '县级覆盖', standard: '规范化', bare: '还没有达标场所的地方（{n} 个）', search: '按名称查找', faults: '问题', fill: '在所+在途/可安置', level: '级别', next: '下次核查', none: '辖区内没有避灾场所', noneHint: '请先登记避灾场所', noMatch: '没有匹配的避灾场所', barrierFree: '无障碍', fine: '无', openedAt: '{t} 启用', capacityN: '可安置 {n} 人',
    kit: '物资', noKit: '没有登记物资', short: '不足', count: '盘点', expired: '{d} 已过期', expiresSoon: '{d} 到期，请更换', expires: '{d} 到期', checks: '年度核查', nextOn: '下次 {d}', check: '登记核查', near: '分流去处（最近且有空位）', nearAsk: '查找', nearNone: '附近没有空位', roomN: '余 {n} 人', minutes: '{n} 分钟', yes: '符合', no: '不符合', restYes: '其余均符合', leftN: '还有 {n} 项未选', tone: { warn: '接近满员', full: '满员' },
    fault: { over_capacity: '超员', overbooked: '在途将超员', nearly_full: '接近满员', check_failed: '核查不合格', check_overdue: '核查逾期', never_checked: '未核查', kit_expired: '物资过期', kit_expires: '物资将到期', kit_short: '物资不足', too_narrow: '人均面积不足', too_small: '规模不足' },
  },
  cards: {
    title: '避险明白卡', one: '避险明白卡', size: '每页张数', per: '每页 {n} 张', sheets: '{n} 张卡，{s} 页', issue: '为无卡人员制卡', issued: '已制卡 {n} 张', allHave: '人人有卡，无需制卡', choose: '选择区域或转移户', chooseHint: '卡片按户排列，每页 8 张或 2 张，打印后裁开', none: '这里还没有卡片', noneHint: '点“为无卡人员制卡”', noneWait: '制卡由值班、联络员、网格员或避灾场所管理员办理', privacy: '二维码只含随机码和签名，不含个人信息；姓名、住址等文字供本户使用，请当面交付。', batch: '第 {n} 批', reissue: '补发', reissueText: '{name} 的旧卡立即作废，另制新卡。', reissued: '已补发，旧卡作废',
    headOf: '户主 {name}', address: '住址', danger: '风险', goTo: '去向', told: '听从村里安排', byVehicle: '由村里安排车辆接送', onFoot: '步行约 {n} 分钟', qr: '签到二维码', use: '接到通知立即撤离；到场所出示本卡扫码，离开再扫。遗失请告知责任人。',
  },
}
export default zh
export type DeskMessages = Texts<typeof zh>
