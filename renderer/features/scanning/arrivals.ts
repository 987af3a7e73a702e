import type { GoodsFacts } from '../../../shared/contract/scanning.ts'
import { api } from '../../app/api.ts'
import { t } from '../../app/i18n.ts'
import type { LotTyped } from './lot-typed.ts'

/** What goods can be received against: a transfer on its way, a purchase order, or nothing (other receipt). */
export type ArrivalKind = 'transfer' | 'order' | 'free'

export interface ArrivalLine {
  key: string
  lineNo: number
  productId: string
  unit: string
  factor: number
  /** The lot that travels; null: goods without lots, or one that is still to be told. */
  lotId: string | null
  lot: string
  /** Still to come, thousandths of the base unit. */
  wanted: number
  /** How much more than that is taken without a word. */
  allowance: number
}

export interface Arrival {
  kind: ArrivalKind
  id: string
  number: string
  title: string
  warehouseId: string
  warehouse: string
  lines: ArrivalLine[]
  goods: GoodsFacts[]
}

/** Goods as they were scanned: one entry a product, unit and lot. */
export interface Received {
  /** The line they belong to; null: nothing was expected. */
  lineKey: string | null
  productId: string
  unit: string
  lot: LotTyped | null
  quantity: number
}

export async function loadArrival(kind: ArrivalKind, id: string): Promise<Arrival> {
  const plan = kind === 'transfer' ? await transfer(id) : kind === 'order' ? await order(id) : await free(id)
  const productIds = [...new Set(plan.lines.map((line) => line.productId))]
  const goods = productIds.length > 0 ? await api.scanning.goods({ productIds, warehouseId: plan.warehouseId }) : []
  return { ...plan, kind, id, goods }
}

type Plan = Omit<Arrival, 'kind' | 'id' | 'goods'>

async function transfer(id: string): Promise<Plan> {
  const view = await api.stockDocuments.get({ id })
  return {
    number: view.number,
    title: t('scanning.fromWarehouse', { warehouse: view.warehouse }),
    warehouseId: view.toWarehouseId ?? view.warehouseId,
    warehouse: view.toWarehouse,
    lines: view.lines
      .filter((line) => line.received < line.quantity)
      .map((line) => ({
        key: String(line.lineNo),
        lineNo: line.lineNo,
        productId: line.productId,
        unit: line.unit,
        factor: line.factor,
        lotId: line.lotId,
        lot: line.lotNumber,
        wanted: line.quantity - line.received,
        allowance: 0,
      })),
  }
}

async function order(id: string): Promise<Plan> {
  const lines = await api.purchasing.expected({ orderId: id })
  const first = lines[0]
  return {
    number: first?.orderNumber ?? '',
    title: first?.supplier ?? '',
    warehouseId: first?.warehouseId ?? '',
    warehouse: '',
    lines: lines
      .filter((line) => line.warehouseId === first?.warehouseId)
      .map((line) => ({
        key: String(line.lineNo),
        lineNo: line.lineNo,
        productId: line.productId,
        unit: line.unit,
        factor: line.factor,
        lotId: null,
        lot: '',
        wanted: line.open,
        allowance: Math.max(0, line.most - line.open),
      })),
  }
}

async function free(warehouseId: string): Promise<Plan> {
  const warehouse = (await api.company.warehouses()).find((one) => one.id === warehouseId)
  return { number: '', title: t('scanning.freeReceipt'), warehouseId, warehouse: warehouse?.name ?? '', lines: [] }
}

/**
 * Books what was scanned: the transfer arrives as far as it was scanned, the order gets a receipt, nothing expected becomes
 * an other receipt. The same id again changes nothing.
 * @returns the number of what was booked
 */
export async function bookArrival(arrival: Arrival, received: readonly Received[], id: string): Promise<string> {
  if (arrival.kind === 'transfer') {
    const { version } = await api.stockDocuments.get({ id: arrival.id })
    const lines = arrival.lines.map((line) => ({ lineNo: line.lineNo, quantity: sum(received, line.key) }))
    const view = await api.stockDocuments.receive({
      id: arrival.id,
      version,
      lines: lines.filter((line) => line.quantity > 0),
    })
    return view.number
  }
  if (arrival.kind === 'order') {
    const lines = arrival.lines.flatMap((line) => {
      const own = received.filter((one) => one.lineKey === line.key)
      if (own.length === 0) return []
      return [
        {
          orderLineNo: line.lineNo,
          productId: line.productId,
          unit: line.unit,
          quantity: sum(received, line.key),
          lots: own.flatMap((one) => (one.lot ? [{ ...lotFields(one.lot), quantity: one.quantity }] : [])),
        },
      ]
    })
    const { warehouseId } = arrival
    return (await api.purchasing.receive({ id, orderId: arrival.id, warehouseId, lines })).number
  }
  const draft = {
    kind: 'other-in' as const,
    warehouseId: arrival.warehouseId,
    reason: t('scanning.freeReason'),
    lines: received.map(({ productId, unit, quantity, lot }): StockLine => {
      if (!lot) return { productId, unit, quantity }
      const { number, productionDay, expiryDay } = lotFields(lot)
      return { productId, unit, quantity, lotId: lot.lotId, lotNumber: number, productionDay, expiryDay }
    }),
  }
  return (await api.stockDocuments.post({ id, version: 0, draft })).number
}

type StockLine = NonNullable<Parameters<typeof api.stockDocuments.post>[0]['draft']>['lines'][number]

const sum = (received: readonly Received[], key: string): number =>
  received.filter((one) => one.lineKey === key).reduce((total, one) => total + one.quantity, 0)
const lotFields = ({ number, productionDay, expiryDay }: LotTyped) => ({ number, productionDay, expiryDay })
