import type { Inputs } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { workday } from './calendar.ts'
import type { SampleBuyer } from './master-data.ts'
import type { YearContext } from './year.ts'

type ContactKind = NonNullable<Inputs['crm']['log']['kind']>

/** Talks with customers: days before the last one, which buyer, how, what was said, in how many days again. */
const TALKS: readonly [left: number, buyer: number, kind: ContactKind, text: string, again?: number][] = [
  [58, 12, 'visit', '看了后厨，主用高筋面包粉，对价格敏感'],
  [44, 3, 'call', '要 2.5kg 小包装的报价，已发微信'],
  [33, 26, 'visit', '店面扩大到两间，每周用粉量约增三成', 30],
  [29, 71, 'message', '发了元旦前备货通知'],
  [21, 8, 'complaint', '上批饺子粉有两袋受潮，要求换货'],
  [18, 40, 'call', '改每周二、五送货，后门卸货'],
  [16, 62, 'visit', '谈年度框架：量到 200 吨可再降 1%', 20],
  [12, 15, 'call', '催上月货款，答应本周五转账', 9],
  [9, 26, 'message', '新到全麦粉样品已寄出'],
  [7, 33, 'call', '试用雪花粉反应好，下单前再问一次', 7],
  [5, 50, 'visit', '货架第二层可加 5kg 装，等店长批', 6],
  [3, 71, 'call', '元旦备货量暂定去年的 1.2 倍', 10],
  [2, 20, 'complaint', '送货单少盖一个章，财务不肯收'],
  [1, 12, 'call', '周四前给最终报价', 1],
]

interface SampleLead {
  company: string
  contact: string
  channel: string
  industry: string
  source: string
  /** Yuan a year. */
  expected: number
  /** Days before the last one when it came in; a stage further every four days. */
  came: number
  /** How many stages it goes on. */
  stages: number
  end?: 'converted' | { lost: string }
}

const LEADS: readonly SampleLead[] = [
  lead('云溪大桥中学食堂', '江国平', '餐饮', '餐饮服务', '招标公告', 260_000, 62, 4, 'converted'),
  lead('柳塘老灶酒楼', '许丽娟', '餐饮', '餐饮服务', '同行介绍', 90_000, 57, 2, { lost: '价格谈不拢' }),
  lead('新港甜年糕坊', '魏阿香', '餐饮', '烘焙', '展会', 140_000, 49, 4, 'converted'),
  lead('城西百家便利连锁', '方志强', '终端店', '零售', '上门拜访', 320_000, 41, 4),
  lead('澄湖麦语烘焙', '陶海燕', '餐饮', '烘焙', '客户介绍', 180_000, 34, 3),
  lead('南浔桥渔港饭店', '金永福', '餐饮', '餐饮服务', '电话咨询', 60_000, 31, 1, { lost: '已有供应商，明年再谈' }),
  lead('桃园路早餐联盟', '潘美玲', '餐饮', '餐饮服务', '客户介绍', 110_000, 24, 2),
  lead('港口职工食堂', '邹建国', '餐饮', '餐饮服务', '招标公告', 420_000, 17, 3),
  lead('学府街韩式料理', '程文斌', '餐饮', '餐饮服务', '电话咨询', 45_000, 10, 1),
  lead('云溪农贸城 12 号摊', '卢桂英', '终端店', '零售', '上门拜访', 30_000, 6, 1),
  lead('工业二路面点工厂', '夏德明', '批发', '批发', '展会', 680_000, 3, 0),
  lead('临河路素食馆', '余小红', '餐饮', '餐饮服务', '电话咨询', 38_000, 1, 0),
]
const STEP_DAYS = 4
const STEP_NOTES = ['电话约了见面时间', '送了两样样品试用', '按月用量报了价', '谈账期与送货频次'] as const

function lead(
  company: string,
  contact: string,
  channel: string,
  industry: string,
  source: string,
  expected: number,
  came: number,
  stages: number,
  end?: SampleLead['end'],
): SampleLead {
  return { company, contact, channel, industry, source, expected, came, stages, ...(end ? { end } : {}) }
}

/** What the sales people do on a day: calls and visits, leads that come in and go on. */
export async function mindCustomers(year: YearContext, day: Day, state: CustomerWork): Promise<void> {
  const { clock, buyers, makeId } = year
  const is = (left: number) => day === workday(addDays(year.lastDay, -left))
  clock.go(day, 17)
  for (const [left, at, kind, text, again] of TALKS) {
    if (!is(left)) continue
    const buyer = buyers[at]!
    const next = again === undefined ? null : { id: makeId(), day: workday(addDays(day, again)), note: '' }
    await sellerOf(year, buyer).crm.log({
      id: makeId(),
      customerId: buyer.id,
      kind,
      contact: buyer.contact,
      text,
      next,
    })
  }
  for (const [i, one] of LEADS.entries()) {
    const last = one.stages + (one.end ? 1 : 0)
    for (let step = 0; step <= last; step++)
      if (is(Math.max(0, one.came - STEP_DAYS * step))) await workLead(year, state, i, step)
  }
}

/** Ids of the leads by their place. */
export type CustomerWork = Map<number, string>

async function workLead(year: YearContext, state: CustomerWork, index: number, step: number): Promise<void> {
  const { company, contact, channel, industry, source, expected, came, stages, end } = LEADS[index]!
  const { makeId, lastDay } = year
  const { leads } = year.sellers[index % year.sellers.length]!.client
  const id = state.get(index)
  if (step === 0) {
    const made = makeId()
    state.set(index, made)
    const mobile = `100${30_000_000 + index * 173}`
    const nextDay = end ? null : workday(addDays(lastDay, (index % 4) - 1))
    const expectedAmount = expected * 100
    await leads.create({ id: made, company, contact, mobile, channel, industry, source, expectedAmount, nextDay })
    return
  }
  if (id === undefined) return
  const view = await leads.get({ id })
  const seen = { id, version: view.version }
  if (step <= stages) {
    const order = await leads.stages()
    const { nextDay } = view
    const note = STEP_NOTES[step - 1]!
    await leads.contact({ id: makeId(), leadId: id, kind: came % 2 ? 'call' : 'visit', note, nextDay })
    const { version } = await leads.get({ id })
    await leads.move({ id, version, stageId: order[step]!.id })
  } else if (end === 'converted') await leads.convert({ ...seen, customerId: makeId() })
  else if (end) await leads.lose({ ...seen, reason: end.lost })
}

const sellerOf = ({ sellers }: YearContext, buyer: SampleBuyer) =>
  sellers.find(({ id }) => id === buyer.salesPersonId)!.client

/**
 * The last morning: tasks of the owner, a customer that is there twice, a segment, reports that are saved and one that comes
 * by itself on the first of a month.
 */
export async function leaveCustomersOpen(year: YearContext): Promise<void> {
  const { staff, buyers, lastDay, makeId } = year
  const remind = (days: number, note: string, more: { customerId?: string; repeat?: 'month' } = {}) =>
    staff.owner.crm.remind({ id: makeId(), day: workday(addDays(lastDay, days)), note, ...more })
  await remind(-2, '给新港购物广场回电话，谈明年合同价', { customerId: buyers[71]!.id })
  await remind(0, '核对本月运费对账单', { repeat: 'month' })
  await remind(0, '确认元旦值班安排')
  await remind(4, '年底拜访，带样品', { customerId: buyers[62]!.id })
  const done = await remind(-1, '续签库房消防年检')
  await staff.owner.crm.finish({ targets: [{ id: done.id, version: done.version }], result: '已约下周一上门检查' })

  const twice = buyers[8]!
  await staff.desk2.customers.create({
    id: makeId(),
    name: twice.shortName,
    grade: 'C',
    contacts: [{ name: twice.contact, mobile: twice.mobile }],
    settlement: 'cash',
  })
  await staff.owner.segments.save({ id: makeId(), version: 0, name: '烘焙客户', filter: { industry: '烘焙' } })
  await staff.owner.segments.save({ id: makeId(), version: 0, name: '大客户', filter: { tags: ['大客户'] } })

  const saved = { version: 0, report: 'sales-report' } as const
  await staff.owner.savedReports.save({
    ...saved,
    id: makeId(),
    name: '上月各品类销售与毛利',
    address: { period: 'last-month', compare: 'last-year', by: 'type', measure: 'margin' },
    shared: true,
    rhythm: 'monthly',
    onDay: 1,
  })
  await staff.owner.savedReports.save({
    ...saved,
    id: makeId(),
    name: '本季客户排名',
    address: { period: 'this-quarter', by: 'customer' },
  })
}
