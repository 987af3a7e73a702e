import { formatFen, mulDiv } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { letterText, toldOf } from '../mail/order-letters.ts'
import { sendMail } from '../mail/send-mail.service.ts'
import type { OrderRecord } from '../orders/order-store.ts'
import type { ShipmentRecord } from './shipment-store.ts'

const WORDS = {
  'zh-CN': {
    subject: '发货通知',
    opening: (number: string, day: string) => `您的订单 ${number} 已于 ${day} 发货，本次发出：`,
    note: '送货单号',
    total: '本次合计',
    address: '送货地址',
  },
  en: {
    subject: 'Shipped',
    opening: (number: string, day: string) => `these goods of your order ${number} left on ${day}:`,
    note: 'Delivery note',
    total: 'Total of this delivery',
    address: 'Delivery address',
  },
} as const satisfies Record<Locale, object>

/** Tells the customer of goods that just left, where it is wanted. @param total of the note, 分 */
export async function tellShipped(
  ctx: CommandContext,
  note: ShipmentRecord,
  order: OrderRecord,
  total: number,
): Promise<void> {
  const told = await toldOf(ctx, note.customer_id, 'shipment')
  if (told === null) return
  const words = WORDS[told.locale]
  const lines = await ctx.db
    .selectFrom('shipment_line as s')
    .innerJoin('sales_order_line as l', (join) =>
      join.onRef('l.line_no', '=', 's.order_line_no').on('l.order_id', '=', order.id),
    )
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['p.name', 'p.spec', 's.quantity', 'l.factor', 'l.unit'])
    .where('s.shipment_id', '=', note.id)
    .where('s.quantity', '>', 0)
    .orderBy('s.line_no')
    .execute()
  const goods = lines.map(({ name, spec, quantity, factor, unit }) => {
    const count = `${formatQuantity(mulDiv(quantity, 1000, factor))} ${unit}`
    return `${[name, spec].filter(Boolean).join(' ')}  ${count}`
  })
  await sendMail(ctx, {
    kind: 'shipment',
    to: [told.to],
    subject: `${words.subject} ${note.number} ${told.from}`,
    text: await letterText(ctx, told, {
      opening: words.opening(order.number ?? '', note.day),
      goods,
      facts: [
        [words.note, note.number],
        [words.total, `¥${formatFen(total)}`],
        ...(order.address ? [[words.address, order.address] as const] : []),
      ],
    }),
    customerId: note.customer_id,
    aboutId: note.id,
  })
}
