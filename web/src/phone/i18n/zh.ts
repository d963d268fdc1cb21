// SPDX-License-Identifier: Apache-2.0
export default {
  m: {
    back: '返回', again: '重试', cancel: '取消', undo: '撤销', comma: '，', tabs: '主要页面', sandbox: '【演练】演练环境，数据不作实战使用', demo: '示范城市，数据为虚构',
    tab: { home: '首页', tasks: '任务', map: '地图', me: '我的' },
    page: { home: '首页', tasks: '任务', map: '地图', me: '我的', report: '报事件', hazard: '隐患巡查', near: '附近', contacts: '通讯录', signin: '登录', undefined: '' },
    pill: { on: '实时', off: '离线', wait: '连接中', ended: '登录已失效', waiting: '待上传 {n}', refused: '被退回 {n}' },
    age: { updated: '{t} 更新', stands: '数据停在 {t}', reading: '正在读取…', never: '本机尚无数据，联网后自动读取' },
    update: { there: '有新版本', take: '立即更新' },
    signin: {
      title: '手机登录', name: '账号', password: '密码', totp: '动态口令', send: '登录', busy: '正在登录…', once: '只需登录一次；本机保存专用令牌，遗失后可在电脑端“我的设置”撤销。',
      ended: '本机登录已失效，未上传的内容仍保存在本机。', kept: '本机有 {n} 条未上传，登录后继续上传。', somebody: '本机有账号 {name} 的 {n} 条未上传内容，请先由其登录上传或导出。',
      change: '首次登录请修改密码', old: '当前密码', fresh: '新密码', save: '保存新密码',
    },
    told: { title: '预警和通知', body: '查看内容', until: '有效至 {t}', none: '没有未签收的预警和通知' },
    ack: { do: '签收', done: '已签收' },
    tile: { hazard: '隐患巡查', near: '附近', contacts: '通讯录' },
    report: {
      title: '报事件', hint: '拍照、定位、一句话，30 秒内', what: '发生了什么', must: '（必选）', where: '在哪里', accuracy: '定位 ±{n} 米', fixing: '正在定位…', denied: '定位未授权', noFix: '暂时无法定位', move: '改位置',
      placeHint: '乡镇、村、路名或地标', outside: '当前位置不在您的辖区内，按 {region} 上报，请填写地点。', injured: '受伤人数', less: '减一人', more: '加一人', unknown: '未核实', injuredText: '受伤 {n} 人',
      sentence: '一句话', sentenceHint: '看到什么说什么', send: '立即上报', kept: '已保存在本机，联网即上传', full: '本机无法保存（{why}），请截图并电话报告', named: '{place}{kind}',
      similar: '附近已有报告', near: '相距 {n} 米', same: '是同一件', follow: '续报',
    },
    photo: { title: '照片', take: '拍照', choose: '相册', busy: '正在处理…', one: '照片 {n}', drop: '删除照片 {n}', most: '最多 {n} 张', big: '{name} 为 {size}，最大 40 MB', bad: '{name} 不是可识别的图片', of: '照片 {n}：{title}' },
    form: { reason: '原因', needed: '请填写“{field}”', number: '“{field}”应为数字，填的是 {value}', least: '“{field}”最小为 {least}，填的是 {value}' },
    hazard: { object: '隐患部位', text: '隐患描述', grade: '隐患等级', sector: '监管行业', none: '不确定', send: '上报隐患' },
    work: {
      mine: '我的任务 {n}', none: '没有待办任务', all: '全部 {n} 项', over: '最近完成', waiting: '待上传', whole: '账号未关联人员，显示 {region} 的全部任务。', go: '导航', call: '电话', callDuty: '值班室', due: '时限 {t}', overdue: '已逾期，时限 {t}',
      kept: '{step}：已记录', tooLate: '已上传，不能撤销；如需更正请联系值班室',
    },
    conflict: {
      title: '“{step}”未被接受', mine: '本机：{t} 报告', theirs: '服务器：{text}', both: '两者都记入事件时间轴', leave: '不再提交',
      line: '{title}：{t} 现场报告“{step}”，当时状态已为“{state}”',
    },
    near: { radius: '范围', m: '{n} 米', km: '{n} 公里', none: '{r} 内没有登记的队伍、物资、场所和风险点' },
    contacts: { search: '姓名、单位、岗位或号码', duty: '24 小时值班电话', call: '拨打 {name} {n}', more: '还有 {n} 条，请输入更多文字', noMatch: '没有匹配的联系人，请改搜索词', none: '辖区内没有可查看的联系人' },
    map: { label: '地图：事件、避灾场所和本人位置', here: '我的位置 ±{n} 米', none: '没有处置中的事件' },
    me: {
      sync: '最近上传 {t}', never: '尚无', notKept: '浏览器尚未允许永久保存；添加到主屏幕后更可靠。', outbox: '待上传', send: '立即上传', empty: '没有待上传内容', drafts: '草稿', goOn: '继续', large: '大字号', lang: '语言', signOut: '退出登录',
      why: { network: '没有网络，稍后自动重试', busy: '服务器忙，稍后自动重试', signin: '需要重新登录' },
      unsent: '还有 {n} 条未上传，不能退出。请联网上传，或先导出保存。', export: '导出未上传内容', exported: '已导出，请确认文件已保存。', leaveAnyway: '已导出，删除本机数据并退出', wipes: '退出后本机数据全部清除。',
    },
    item: { waiting: '待上传', sending: '正在上传', refused: '被退回', sent: '已送达', mend: '修改', drop: '删除', again: '重新提交', sure: '确认删除？', lost: '照片已不在本机' },
    field: { title: '事件名称', address: '地点', description: '简要情况', region: '属地', text: '内容', object: '隐患部位', result: '完成情况', rescued: '救出人数', reason: '原因', cost_yuan: '救援费用', people: '出动人数', vehicles: '出动车辆', equipment: '携带装备' },
  },
}
