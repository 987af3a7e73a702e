import { formatFen, formatPrice, mulDiv } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { letterText, toldOf } from '../mail/order-letters.ts'
import { sendMail } from '../mail/send-mail.service.ts'
import type { OrderRecord } from './order-store.ts'

const WORDS = {
  'zh-CN': {
    subject: '订单确认',
    opening: (number: string, day: string) => `您的订单 ${number}（${day}）已确认，明细如下：`,
    gift: '赠品',
    discount: '优惠',
    tax: '税额',
    total: '合计',
    delivery: '送货日期',
    address: '送货地址',
  },
  en: {
    subject: 'Order confirmation',
    opening: (number: string, day: string) => `your order ${number} of ${day} is confirmed:`,
    gift: 'free of charge',
    discount: 'Discount',
    tax: 'Tax',
    total: 'Total',
    delivery: 'Delivery day',
    address: 'Delivery address',
  },
} as const satisfies Record<Locale, object>

/** Tells the customer of an order that was just approved, where it is wanted. The e-mail goes out after the commit. */
export async function confirmByMail(ctx: CommandContext, order: OrderRecord): Promise<void> {
  const { number } = order
  const told = number === null ? null : await toldOf(ctx, order.customer_id, 'approval')
  if (number === null || told === null) return
  const words = WORDS[told.locale]
  const off = order.promotion_off + order.discount
  const facts: [string, string][] = [
    ...(off > 0 ? [[words.discount, formatFen(off)] as [string, string]] : []),
    ...(order.tax_included ? [] : [[words.tax, formatFen(order.tax)] as [string, string]]),
    [words.total, `¥${formatFen(order.total)}`],
    ...(order.delivery_day ? [[words.delivery, order.delivery_day] as [string, string]] : []),
    ...(order.address ? [[words.address, order.address] as [string, string]] : []),
  ]
  await sendMail(ctx, {
    kind: 'order',
    to: [told.to],
    subject: `${words.subject} ${number} ${told.from}`,
    text: await letterText(ctx, told, {
      opening: words.opening(number, order.day),
      goods: await goodsOf(ctx, order.id, words.gift),
      facts,
    }),
    customerId: order.customer_id,
    aboutId: order.id,
  })
}

async function goodsOf(ctx: CommandContext, orderId: string, gift: string): Promise<string[]> {
  const lines = await ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['l.line_no', 'p.name', 'p.spec', 'l.quantity', 'l.factor', 'l.unit', 'l.price', 'l.amount', 'l.gift'])
    .where('l.order_id', '=', orderId)
    .orderBy('l.line_no')
    .execute()
  return lines.map((line) => {
    const what = [line.name, line.spec].filter(Boolean).join(' ')
    const count = `${formatQuantity(mulDiv(line.quantity, 1000, line.factor))} ${line.unit}`
    const worth = line.gift ? gift : `× ${formatPrice(line.price)} = ${formatFen(line.amount)}`
    return `${what}  ${count}  ${worth}`
  })
}
