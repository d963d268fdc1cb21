// SPDX-License-Identifier: Apache-2.0
// The Chinese text of the client; en.ts has the same keys (a test says so).
export const zh = {
  app: { name: '应急管理平台', skip: '跳到正文', demo: '演示数据', demoNote: '本页数据均为演示，不用于处置', sandbox: '【演练】', sandboxNote: '演练环境，不影响实际运行' },
  area: { duty: '值守', map: '一张图', incidents: '事件', warnings: '预警', oversight: '监管', resources: '保障', admin: '管理' },
  nav: { areas: '七个区', main: '正文', me: '我的设置', signOut: '退出', language: 'EN', languageName: '切换到英文', account: '账号', registersOf: '台账目录', menu: '菜单' },
  live: { live: '实时', connecting: '连接中', broken: '离线', off: '未连接', stale: '连接中断，数据停在 {time}', updated: '{time} 更新' },
  act: {
    new: '新建', newOf: '新建{name}', report: '报事件', save: '保存', cancel: '取消', close: '关闭', edit: '修改', open: '打开', back: '返回', retry: '重试', refresh: '刷新',
    full: '整页', fullScreen: '全屏', print: '打印', onMap: '在地图上看', toList: '看列表', more: '更多', confirm: '确定', clear: '清除', remove: '移除', apply: '应用', next: '下一步', upload: '上传', download: '下载', copy: '复制', search: '搜索',
  },
  common: {
    yes: '是', no: '否', none: '未填', unknown: '未核实', total: '共 {n} 条', optional: '选填', required: '必填', loading: '正在取{what}…', loadingPlain: '正在取数据…', any: '不限', from: '从', to: '到', reason: '原因',
    reasonRequired: '原因（必填）', reasonOptional: '原因（选填）', choose: '请选择', typeAhead: '输入文字查找', nothing: '没有匹配项', records: '{n} 条', saved: '已保存', done: '已完成', copied: '已复制', source: '依据', items: '{n} 项',
  },
  sign: {
    title: '登录', name: '账号', password: '密码', totp: '动态口令', totpHint: '请输入验证器上的 6 位数字', submit: '登录', working: '正在登录…', failed: '登录未成功',
    change: '修改密码', must: '首次登录须先修改密码', old: '原密码', fresh: '新密码', again: '再输一次新密码', differ: '两次输入的新密码不一致', changed: '密码已修改', intro: '市、县、乡、村四级应急管理与指挥',
  },
  error: {
    title: '没有完成', offline: '连不上服务器', offlineHint: '已填内容保留在本机，恢复网络后再试。', quote: '编号 {code} · {time}', fields: '有 {n} 处需要修改', notFound: '没有这一页', notFoundHint: '地址可能已变，或您没有查看的权限。',
    noRegister: '没有台账“{key}”，或您没有查看的权限', forbidden: '您的角色不能做这件事', map: '这台设备上地图无法显示', server: '服务器没有完成请求',
  },
  list: {
    filter: '筛选', moreFilters: '更多筛选', fewerFilters: '收起筛选', keyword: '关键字', state: '状态', region: '属地', columns: '列', columnsTitle: '选择显示的列', columnsReset: '恢复默认', views: '视图', saveView: '保存当前视图',
    viewName: '视图名称', noViews: '还没有保存的视图', export: '导出', exportHint: '按当前筛选导出', import: '导入', empty: '还没有{name}', emptyHint: '可以新建，或用导入批量录入。', emptyReadHint: '有了记录就会出现在这里。', noMatch: '没有匹配的{name}', noMatchHint: '可以清除筛选后再看。',
    clear: '清除筛选', previous: '上一页', next: '下一页', page: '第 {n} 页', title: '名称', sortBy: '按{name}排序', range: '{name}：从', rangeTo: '{name}：到', live: '列表随数据实时更新', shown: '本页 {n} 条', updatedAt: '更新时间',
  },
  detail: {
    panel: '详情', overview: '概况', history: '历史', files: '附件', obligations: '时限', noObligations: '没有在走的时限', left: '剩 {span}', late: '逾期 {span}', met: '已完成', owner: '责任方 {owner}', due: '{time} 到期', reveal: '查看', revealTitle: '查看受保护的内容',
    revealHint: '查看会记入审计日志，请写明原因。', void: '作废', voidTitle: '作废这条记录', voidHint: '记录不会删除，仍可在历史中看到。', voided: '已作废', record: '编号 {ref}', version: '第 {n} 版', updated: '{time} 更新', noActions: '当前状态没有您可以做的动作', actionsTitle: '处理', needs: '这一步需要填写',
    acted: '{action}：已完成', place: '位置', emptyFields: '未填 {n} 项', showEmpty: '显示未填项', hideEmpty: '隐藏未填项', noFiles: '没有附件', addFile: '添加附件', fileAdded: '附件已添加', related: '相关记录', missing: '还缺：{what}',
  },
  history: { when: '时间', who: '经手人', what: '动作', change: '变化', reason: '原因', empty: '还没有历史', more: '更早的记录', created: '新建', updated: '修改', voided: '作废', imported: '导入', revealed: '查看受保护内容', oldNew: '{old} 改为 {new}', system: '系统', door: '途径 {door}', seq: '序号' },
  form: {
    create: '新建{name}', edit: '修改{name}', draftFound: '恢复了 {time} 未提交的内容', draftDrop: '放弃草稿', draftKept: '草稿已存本机 {time}', saveHint: 'Ctrl Enter 保存', lon: '经度', lat: '纬度', pick: '在地图上点选', pickTitle: '点选位置', pickHint: '点击地图，或用方向键移动后按回车', geometry: '几何（GeoJSON）', badJson: '不是有效的 JSON',
    badNumber: '应为数字', badInt: '应为整数', badMoney: '金额最多两位小数', tooSmall: '不小于 {min}', tooBig: '不大于 {max}', tooLong: '最多 {max} 个字', missing: '必填', leave: '内容还没有提交，已存为草稿', rest: '其余内容', restHint: '知道什么填什么，其余可以以后补充', conflictTitle: '这条记录刚被别人改过', conflictHint: '请选择每一项保留哪个版本。两个版本都会留在历史里。', mine: '我的', theirs: '对方的', keepMine: '全部用我的', keepTheirs: '全部用对方的', merge: '按选择保存', fileAdd: '添加文件', uploading: '正在上传…', codesNone: '未选',
  },
  import: {
    title: '导入{name}', step1: '选择文件', step2: '试运行', step3: '导入', template: '下载模板', file: '文件（xlsx、csv、geojson）', datum: '坐标基准', dry: '试运行', again: '换一个文件', run: '导入 {n} 行', runAll: '导入', rows: '共 {n} 行', created: '新增 {n}', changed: '更新 {n}', unchanged: '不变 {n}', refused: '退回 {n}',
    row: '行', field: '字段', reason: '原因', value: '值', workbook: '下载退回的行', working: '正在处理 {done} / {total}', workingUnknown: '正在处理…', finished: '导入完成', failed: '导入没有完成', cancelled: '导入已取消', dryNote: '试运行不改动任何数据。', more: '另有 {n} 行，见退回的工作簿',
  },
  map: {
    title: '一张图', layers: '图层', find: '查找图层', opacity: '透明度', only: '只看', all: '全部显示', base: '底图', tiles: '瓦片底图', counties: '行政区划', rivers: '水系', land: '陆地', city: '市界', province: '省界', sources: '资料来源：{sources}', zoomIn: '放大', zoomOut: '缩小', home: '回到全市', legend: '图例', aggregated: '数量较多，按格网汇总', noLayers: '没有带位置的台账',
    place: '地图', layerError: '取不到', count: '{n} 处', collapse: '收起图层', expand: '展开图层', atHere: '此处 {n} 条', more: '更多', canvas: '地图，方向键平移，加减号缩放', noBase: '底图没有取到，仍可查看各图层',
  },
  desk: { title: '工作台', queue: '待处理', all: '全部', late: '逾期', running: '在走', empty: '没有待处理的时限', emptyHint: '有新的时限时会出现在这里。', recent: '最近{name}', noRecent: '没有{name}', pick: '选择左侧一项，或地图上的一个点', seeAll: '全部', taken: '{time} 更新', mine: '只看我的', noIncident: '当前没有事件', latest: '最近事件' },
  search: { title: '搜索与前往', placeholder: '搜事件、企业、人员、地点', empty: '没有找到“{q}”', goTo: '前往', records: '记录', hint: '↑↓ 选择，Enter 打开，Esc 关闭' },
  help: { title: '键盘', search: '搜索与前往', new: '报事件', go: '前往第 1–7 区', filter: '筛选', next: '下一条 / 上一条', open: '打开', close: '关闭', help: '这张表', full: '地图全屏', pane: '在各窗格间移动', save: '保存表单', off: '单键可在“我的设置”中关闭' },
  me: { title: '我的设置', singleKeys: '使用单键快捷键', totp: '动态口令', totpOn: '启用动态口令', totpOff: '停用动态口令', totpSecret: '把密钥输入验证器，再填 6 位数字确认', totpDone: '动态口令已启用', totpGone: '动态口令已停用', role: '角色', region: '辖区', session: '登录有效至 {time}' },
  admin: {
    accounts: '机构人员与账号', audit: '审计日志', status: '系统状态', definitions: '台账定义', name: '账号', role: '角色', region: '辖区', person: '人员', disabled: '停用', enabled: '启用', newAccount: '新建账号', freshPassword: '新密码，只显示这一次', regionCode: '区划代码', disable: '停用', enable: '启用', noAccounts: '没有账号',
    actor: '经手人', register: '台账', from: '从', to: '到', noAudit: '没有匹配的日志', version: '版本', uptime: '已运行', journal: '日志', backup: '上次备份', never: '从未', clients: '在线客户端', queue: '队列', db: '数据库', registers: '台账数', ago: '{span} 前', fields: '{n} 个字段', area: '区', geometry: '位置', records: '记录', states: '{n} 个状态', hash: '摘要', statusNote: '{time} 的状态', tools: '管理工具',
  },
  geometry: { none: '无', point: '点', line: '线', polygon: '面', any: '任意' },
  area2: { intro: '选择一本台账', empty: '这个区还没有台账' },
};

type Text<T> = { [K in keyof T]: T[K] extends string ? string : Text<T[K]> };
export type Messages = Text<typeof zh>;
