// SPDX-License-Identifier: Apache-2.0
export default {
  m: {
    back: '返回', again: '重试', cancel: '取消', undo: '撤销', comma: '，', tabs: '主要页面', sandbox: '【演练】演练环境，数据不作实战使用', pace: '×{n}', stands: '已暂停', demo: '示范城市，数据为虚构',
    tab: { home: '首页', tasks: '任务', map: '地图', me: '我的' },
    page: { home: '首页', tasks: '任务', map: '地图', me: '我的', report: '报事件', hazard: '隐患巡查', near: '附近', contacts: '通讯录', checkin: '扫码签到', give: '物资发放', moving: '转移任务', signin: '登录', undefined: '' },
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
    tile: { checkin: '扫码签到', moving: '转移任务', hazard: '隐患巡查', near: '附近', contacts: '通讯录' },
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
    scan: {
      view: '取景框', off: '摄像头未打开', starting: '正在打开摄像头…', on: '', denied: '未授权使用摄像头，可输入卡号，或在浏览器设置中允许后重试', none: '没有可用的摄像头，请输入卡号', start: '打开摄像头', torch: '手电', typed: '输入卡号', take: '确定',
    },
    place: {
      title: '选择事件和避灾场所', event: '事件', shelter: '避灾场所', mine: '本人管理', others: '其他场所', take: '开始签到', none: '未选择避灾场所', choose: '选择', change: '更换', noEvent: '没有正在转移人员的事件', noShelter: '辖区内没有可查看的避灾场所', another: '其他场所',
      count: '已到 {here} 人，应到 {expected} 人', over: '在所 {n} 人，超过可安置人数 {most} 人',
    },
    checkin: {
      way: '进出方向', direction: { in: '到达', out: '离开', back: '返回', moved_on: '转往', to_relatives: '投亲靠友' }, item: '{act}：{name}', ready: '请对准转移卡二维码', last: '最近登记', task: '安置签到：{shelter}', on: '实时 · 本机 {n} 条待上传', off: '离线 · 本机 {n} 条待上传',
    },
    target: { title: '转往哪个避灾场所', search: '场所名称或属地', to: '转往 {shelter}', toOther: '转往其他地方（非避灾场所）', none: '请选择转往的避灾场所', other: '其他地方（非避灾场所）', noMatch: '没有匹配的场所，请改搜索词', act: '转往{shelter}' },
    say: {
      name: '{name} {act}', again: '重复：已登记{act}', againAt: '重复：{t} 已登记{act}', elsewhere: '已在“{shelter}”签到；本所也已登记，由值班室核实', otherShelter: '名册在“{shelter}”，已在本所登记', notHere: '此前未在本所签到，已登记', refusedBefore: '此前登记为拒绝转移，现已登记到达',
      unknown: '名册外的卡', unknownTaken: '已登记，联网后由值班室核实；知道姓名的请手工登记', unknownTyped: '名册中没有卡号 {code}，未登记。请核对卡号，或手工登记', noCard: '不是转移卡', noCardMore: '未登记。请扫转移卡，或手工登记', full: '本机无法保存，请记在纸上并报告',
    },
    people: {
      title: '人员名单', search: '姓名查找（姓名、户主或责任人）', missing: '未到 {n} 人', present: '在所 {n} 人', n: '{n} 人', of: '{head} 户', stranger: '名册外', call: '电话 {name}', helper: '责任人 {name}', more: '再显示（还有 {n} 条）', noMatch: '没有匹配的人员；名册外人员请手工登记', allHere: '应到人员已全部到达', nobody: '还没有人到达',
      place: { listed: '待转移', expected: '未到', way: '途中', here: '已到', elsewhere: '在其他场所', placed: '已安置', relatives: '已投亲靠友', home: '已返回', refused: '拒绝转移' },
    },
    manual: { title: '手工登记', unlisted: '名册外人员', born: '新生儿', name: '姓名', phone: '电话', people: '人数', badPeople: '人数应为 1 至 1000 的整数，填的是 {value}', card: '临时卡号（如已发放）', needs: '特殊需求（已选 {n} 项）', send: '登记到达' },
    give: { what: '发放物资', kit: '本所物资', others: '其他物资', quantity: '数量', do: '发放', item: '发放：{name} {item}', given: '{name} {item} {n}{unit}', again: '重复：{t} 已领取', notHere: '此人未在本所签到', unknown: '未发放。名册中没有此卡，请先登记' },
    moving: { all: '待转移 {h} 户 {n} 人', whole: '账号未关联人员，显示 {region} 的转移户。', none: '没有转移任务', house: '{head} 户 {n} 人', to: '去向：{shelter}', left: '已离家（{n} 人）', relatives: '已到亲友家', refuse: '拒绝转移', refuseOf: '拒绝转移：{head} 户 {n} 人', done: '{head} 户 {n} 人：{act}，已记录' },
    me: {
      sync: '最近上传 {t}', never: '尚无', notKept: '浏览器尚未允许永久保存；添加到主屏幕后更可靠。', outbox: '待上传', send: '立即上传', empty: '没有待上传内容', drafts: '草稿', goOn: '继续', large: '大字号', lang: '语言', signOut: '退出登录',
      why: { network: '没有网络，稍后自动重试', busy: '服务器忙，稍后自动重试', signin: '需要重新登录' },
      unsent: '还有 {n} 条未上传，不能退出。请联网上传，或先导出保存。', export: '导出未上传内容', more: '还有 {n} 条', exported: '已导出，请确认文件已保存。', leaveAnyway: '已导出，删除本机数据并退出', wipes: '退出后本机数据全部清除。',
    },
    item: { waiting: '待上传', sending: '正在上传', refused: '被退回', sent: '已送达', mend: '修改', drop: '删除', again: '重新提交', sure: '确认删除？', look: '查看', held: '已登记，待核实：{why}', lost: '照片已不在本机' },
    field: { name: '姓名', phone: '电话', refusal: '拒绝情况', quantity: '数量', title: '事件名称', address: '地点', description: '简要情况', region: '属地', text: '内容', object: '隐患部位', result: '完成情况', rescued: '救出人数', reason: '原因', cost_yuan: '救援费用', people: '出动人数', vehicles: '出动车辆', equipment: '携带装备' },
  },
}
