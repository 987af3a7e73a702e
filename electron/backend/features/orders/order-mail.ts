import { formatFen, formatPrice, mulDiv } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { mailAddressOf } from '../mail/addresses.ts'
import { sendMail } from '../mail/send-mail.service.ts'
import { isOn, mailSetup } from '../mail/setup.ts'
import type { OrderRecord } from './order-store.ts'

const WORDS = {
  'zh-CN': {
    subject: '订单确认',
    dear: (name: string) => `${name}：`,
    opening: (number: string, day: string) => `您的订单 ${number}（${day}）已确认，明细如下：`,
    gift: '赠品',
    discount: '优惠',
    tax: '税额',
    total: '合计',
    delivery: '送货日期',
    address: '送货地址',
    closing: '如有出入，请尽快与我们联系。',
    colon: '：',
  },
  en: {
    subject: 'Order confirmation',
    dear: (name: string) => `Dear ${name},`,
    opening: (number: string, day: string) => `your order ${number} of ${day} is confirmed:`,
    gift: 'free of charge',
    discount: 'Discount',
    tax: 'Tax',
    total: 'Total',
    delivery: 'Delivery day',
    address: 'Delivery address',
    closing: 'Please tell us soon if anything is not as you meant it.',
    colon: ': ',
  },
} as const satisfies Record<Locale, object>

/**
 * Tells the customer of an order that was just approved, when the company has it switched on and the customer has an address.
 * Costs one small read otherwise. The e-mail goes out after the commit.
 */
export async function confirmByMail(ctx: CommandContext, order: OrderRecord): Promise<void> {
  const setup = await mailSetup(ctx.db)
  if (!setup.confirmOrders || !isOn(setup) || order.number === null) return
  const address = await mailAddressOf(ctx.db, order.customer_id)
  if (address === null) return
  const words = WORDS[setup.locale]
  await sendMail(ctx, {
    kind: 'order',
    to: [address],
    subject: `${words.subject} ${order.number} ${setup.fromName || ctx.info.name}`,
    text: await textOf(ctx, order, setup.locale),
    customerId: order.customer_id,
    aboutId: order.id,
  })
}

async function textOf(ctx: CommandContext, order: OrderRecord, locale: Locale): Promise<string> {
  const words = WORDS[locale]
  const { name: customer } = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('id', '=', order.customer_id)
    .executeTakeFirstOrThrow()
  const company = await ctx.db
    .selectFrom('company')
    .select(['name', 'contact', 'mobile'])
    .where('id', '=', ctx.info.id)
    .executeTakeFirstOrThrow()
  const lines = await ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['l.line_no', 'p.name', 'p.spec', 'l.quantity', 'l.factor', 'l.unit', 'l.price', 'l.amount', 'l.gift'])
    .where('l.order_id', '=', order.id)
    .orderBy('l.line_no')
    .execute()
  const goods = lines.map((line, index) => {
    const what = [line.name, line.spec].filter(Boolean).join(' ')
    const count = `${formatQuantity(mulDiv(line.quantity, 1000, line.factor))} ${line.unit}`
    const worth = line.gift ? words.gift : `× ${formatPrice(line.price)} = ${formatFen(line.amount)}`
    return `${index + 1}. ${what}  ${count}  ${worth}`
  })
  const off = order.promotion_off + order.discount
  const facts: [string, string][] = [
    ...(off > 0 ? [[words.discount, formatFen(off)] as [string, string]] : []),
    ...(order.tax_included ? [] : [[words.tax, formatFen(order.tax)] as [string, string]]),
    [words.total, `¥${formatFen(order.total)}`],
    ...(order.delivery_day ? [[words.delivery, order.delivery_day] as [string, string]] : []),
    ...(order.address ? [[words.address, order.address] as [string, string]] : []),
  ]
  return [
    words.dear(customer),
    '',
    words.opening(order.number!, order.day),
    '',
    ...goods,
    '',
    ...facts.map(([label, value]) => `${label}${words.colon}${value}`),
    '',
    words.closing,
    '',
    company.name,
    [company.contact, company.mobile].filter(Boolean).join(' '),
  ].join('\n')
}
