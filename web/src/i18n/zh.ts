// SPDX-License-Identifier: Apache-2.0
// What desk, phone and wall have in common: it is in the first load of each.
const zh = {
  app: { title: '应急管理平台', titleOf: '{name}应急管理平台', skip: '跳到正文', demo: '演示数据：本平台显示的是演示城市的数据', drill: '【演练】演练环境，所有操作不影响正式数据', version: '版本' },
  live: { on: '实时', off: '离线', wait: '连接中', updated: '更新于 {t}', stands: '数据停在 {t}', stale: '与服务器的连接已断开，数据停在 {t}，正在重新连接' },
  act: {
    save: '保存', cancel: '取消', close: '关闭', confirm: '确定', edit: '编辑', create: '新建', void: '作废', open: '打开', full: '整页打开', back: '返回', retry: '重试', refresh: '刷新', copy: '复制',
    clear: '清除', add: '添加', remove: '移除', show: '查看', print: '打印', onMap: '地图上看', toList: '查看列表', download: '下载', next: '下一页', prev: '上一页', apply: '应用', all: '全部', none: '无', yes: '是', no: '否', done: '完成', stop: '停止',
  },
  signin: {
    title: '登录', name: '账号', password: '密码', totp: '动态验证码', totpHint: '请输入身份验证器上的六位数字', go: '登录', busy: '正在登录…', intro: '值守、预警、处置、保障一体的应急管理平台',
    change: '修改密码', mustChange: '首次登录或密码已重置，请先设置新密码', old: '原密码', fresh: '新密码', again: '再输一次新密码', differ: '两次输入不一致', changed: '密码已修改', expired: '登录已失效，请重新登录',
  },
  me: { devices: '手机登录', noDevices: '没有手机以本账号登录', device: '手机', deviceRevoke: '撤销', deviceSure: '确认撤销，立即失效', deviceRevoked: '已撤销，该手机立即失效', title: '我的设置', account: '账号', role: '角色', region: '管辖区域', person: '人员', singleKeys: '启用单键快捷键', singleKeysHint: '关闭后仅保留 Ctrl K', language: '界面语言', totpOn: '已启用动态验证码', totpOff: '未启用动态验证码', totpBegin: '启用动态验证码', totpSecret: '在身份验证器中手工录入以下密钥，再输入它显示的六位数字', totpCode: '六位数字', totpRemove: '停用动态验证码' },
  list: {
    title: '{name}列表', text: '关键字', textHint: '按名称、内容检索', state: '状态', region: '区域', from: '{name}从', to: '至', any: '不限', more: '更多筛选', fewer: '收起筛选', clear: '清除筛选', columns: '列', views: '视图', saveView: '保存为视图', viewName: '视图名称', noViews: '还没有保存的视图', defaultView: '默认视图',
    total: '共 {n} 条', page: '第 {n} 页', sort: '按{name}排序', asc: '升序', desc: '降序', export: '导出', import: '导入', none: '还没有{name}', noneHint: '可以新建一条，或导入已有的表格', noneRead: '有新数据时会出现在这里', noMatch: '没有匹配的{name}', noMatchHint: '试试清除部分筛选条件', loading: '正在读取{name}…', reset: '恢复默认列', printedAt: '打印时间 {t}', min: '最小', max: '最大', absent: '未填',
  },
  field: { state: '状态', created_at: '创建时间', updated_at: '更新时间', title: '名称', id: '编号', version: '版本', place: '位置', common: '其他信息', main: '基本信息', empty: '未填', unknown: '未核实', masked: '已脱敏', source: '依据', unverified: '空着表示未核实' },
  detail: {
    overview: '概况', history: '历史', related: '相关记录', clocks: '时限', reveal: '查看明文', revealTitle: '查看“{name}”', revealReason: '查看事由（将记入审计日志）', actTitle: '{name}', reason: '理由', reasonOptional: '说明（可不填）', needs: '办理所需', voidTitle: '作废这条记录', voidHint: '记录不会被删除，作废及理由记入历史', done: '已{name}', left: '剩 {t}', late: '逾期 {t}', stopped: '已办结', due: '应于 {t}', owner: '责任方', noClocks: '没有运行中的时限', noRelated: '没有相关记录', showEmpty: '显示未填字段', hideEmpty: '隐藏未填字段', two: '需两人分别办理', version: '第 {n} 版', gone: '这条记录不存在或已作废', attach: '上传附件', files: '附件', noFiles: '没有附件', file: '附件 {n}', addRelated: '新建{name}',
    createdBy: '创建', updatedBy: '更新',
  },
  history: { deviceTime: '终端时间 {t}，服务器收到 {s}', deviceDoubt: '终端报称 {t}，不予采信；服务器收到 {s}', deviceSkew: '（终端时钟偏差 {n} 秒）', who: '经办', door: '途径', change: '变更', reason: '理由', from: '原', to: '现', none: '没有历史记录', more: '更早或更晚的记录', create: '新建', update: '修改', void: '作废', reveal: '查看明文', import: '导入', web: '网页', token: '接口', device: '设备', cli: '命令行', job: '任务', link: '链路', empty: '空' },
  form: {
    new: '新建{name}', edit: '编辑{name}', required: '必填', optionalNote: '标 * 的为必填项，其余可随后补充', errors: '有 {n} 处需要更正', failed: '没有保存', kept: '填写的内容已保留在本机', draft: '发现 {t} 未提交的草稿', restore: '恢复草稿', drop: '丢弃', saved: '草稿已存 {t}', done: '已保存', choose: '请选择', search: '输入名称检索', noHit: '没有匹配项', searching: '正在检索…', lon: '经度', lat: '纬度', pick: '在地图上选点', pickHint: '点击地图或移动到准星处选定位置', pickHere: '取准星处', here: '已选 {lon}，{lat}', badJson: '不是有效的 JSON', badNumber: '请输入数字', badMoney: '金额最多两位小数', needed: '请填写{name}', tooLong: '最多 {n} 字', geometry: 'GeoJSON 几何', chars: '{n}/{max}', free: '按原文填写“{text}”', leave: '有未提交的内容，离开后可从草稿恢复', list: '点击条目可跳到相应栏目',
  },
  conflict: { title: '记录已被他人修改', text: '您编辑期间，这条记录已更新到第 {n} 版。请逐项选定保留的内容，两个版本都会留在历史中。', field: '字段', mine: '我的修改', theirs: '最新内容', save: '按所选保存', none: '您修改的字段没有冲突，可直接保存在最新版本之上。' },
  undo: { done: '已撤销', reason: '撤销录入', go: '撤销' },
  error: { network: '连不上服务器，请检查网络后重试', title: '没有完成', code: '编号 {request} · {t}', load: '读取失败', notFound: '没有这个页面', goHome: '回到工作台', denied: '您的角色没有此权限' },
  time: { d: '{n}天', justNow: '刚刚' },
  level: { event: '事件等级', warning: '预警级别', response: '响应级别' },
}
export default zh
/** The same keys in another language. */
export type Texts<T> = { [A in keyof T]: Deep<T[A]> }
export type Messages = Texts<typeof zh>
type Deep<T> = T extends string ? string : { [K in keyof T]: Deep<T[K]> }
