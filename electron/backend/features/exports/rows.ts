import { CUSTOMER_FIELDS } from '../../../../shared/domain/import/customer-fields.ts'
import { EXPIRED } from '../../../../shared/domain/inventory/lots.ts'
import { STATUS_CHOICES } from '../../../../shared/domain/import/fields.ts'
import type { CustomerRow } from '../../../../shared/contract/customers.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { translateAny, type Locale, type MessageKey } from '../../../../shared/i18n/index.ts'
import { mulDiv } from '../../../../shared/money.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'
import type { SheetValue } from '../../files/write-spreadsheet.ts'
import type { QueryContext } from '../../rpc/context.ts'
import * as customers from '../customers/customers.queries.ts'
import * as stock from '../inventory/inventory.queries.ts'
import * as lots from '../inventory/lots.queries.ts'
import { recall } from '../inventory/recall.queries.ts'
import * as orders from '../orders/orders.queries.ts'
import * as products from '../products/products.queries.ts'
import { inIds } from '../search/find.ts'
import * as suppliers from '../suppliers/suppliers.queries.ts'
import type { ExportKind } from './sheets.ts'

export type Row = Record<string, SheetValue>

/** Rows read at once: a page of the screen's own list, so that an export holds what the screen shows. */
const PAGE = 500

export interface ExportFilters {
  customers: Requests['exports']['customers']['filter']
  mailing: Requests['exports']['mailing']['filter']
  products: Requests['exports']['products']['filter']
  suppliers: Requests['exports']['suppliers']['filter']
  orders: Requests['exports']['orders']['filter']
  orderLines: Requests['exports']['orders']['filter']
  lots: Requests['exports']['lots']['filter']
  recall: { id: string }
  stock: Omit<Requests['inventory']['list'], 'cursor' | 'limit'>
}

/** The rows of a list as filtered, values by column key, in pages. */
export const ROWS: {
  [Kind in ExportKind]: (ctx: QueryContext, filter: ExportFilters[Kind], locale: Locale) => AsyncGenerator<Row[]>
} = {
  async *customers(ctx, filter, locale) {
    const pages = eachPage((cursor) =>
      customers.list(ctx, { filter, sort: 'code', descending: false, limit: PAGE, cursor }),
    )
    for await (const rows of pages) {
      const more = await customerDetails(
        ctx,
        rows.map((r) => r.id),
      )
      yield rows.map((row) => ({
        ...sheetValues(row),
        ...more.get(row.id)!,
        contactName: row.contact,
        settlement: settlementText(row.settlement, row.creditDays, locale),
        status: row.status === 'frozen' ? frozenText(locale) : choiceText(STATUS_CHOICES, row.status, locale),
      }))
    }
  },
  async *mailing(ctx, filter) {
    const pages = eachPage((cursor) =>
      customers.list(ctx, { filter, sort: 'code', descending: false, limit: PAGE, cursor }),
    )
    for await (const rows of pages) {
      const more = await customerDetails(
        ctx,
        rows.map((r) => r.id),
      )
      yield rows.map((row) => {
        const { phone, email } = more.get(row.id)!
        return { name: row.name, contactName: row.contact, mobile: row.mobile || phone, email, address: row.address }
      })
    }
  },
  async *suppliers(ctx, filter, locale) {
    const pages = eachPage((cursor) =>
      suppliers.list(ctx, { filter, sort: 'code', descending: false, limit: PAGE, cursor }),
    )
    for await (const rows of pages) {
      const more = await supplierDetails(
        ctx,
        rows.map((r) => r.id),
      )
      yield rows.map(({ leadTime: _, ...row }) => ({
        ...row,
        ...more.get(row.id)!,
        contactName: row.contact,
        settlement: settlementText(row.settlement, row.creditDays, locale),
        status: row.status === 'frozen' ? frozenText(locale) : choiceText(STATUS_CHOICES, row.status, locale),
      }))
    }
  },
  async *products(ctx, filter, locale) {
    const pages = eachPage((cursor) =>
      products.list(ctx, { filter, sort: 'code', descending: false, limit: PAGE, cursor }),
    )
    for await (const rows of pages) {
      const more = await productDetails(
        ctx,
        rows.map((r) => r.id),
      )
      yield rows.map((row) => {
        const packs = Object.fromEntries(
          row.packs.flatMap((pack, i) => [
            [`packUnit${i + 1}`, pack.unit],
            [`packFactor${i + 1}`, pack.factor],
            [`packBarcode${i + 1}`, pack.barcode],
            [`packPrice${i + 1}`, pack.price],
          ]),
        ) as Row
        const { packs: _, ...plain } = row
        const status = choiceText(STATUS_CHOICES, row.status, locale)
        const { isLotTracked, ...details } = more.get(row.id)!
        const lotTracked = locale === 'en' ? (isLotTracked ? 'yes' : 'no') : isLotTracked ? '是' : '否'
        return { ...plain, ...details, ...packs, category: row.type, lotTracked, status }
      })
    }
  },
  async *orders(ctx, filter, locale) {
    const stateText = orderStateTexts(locale)
    for await (const rows of eachPage((cursor) => orders.list(ctx, { filter, limit: PAGE, cursor }))) {
      const codes = await customerCodes(
        ctx,
        rows.map((r) => r.customerId),
      )
      yield rows.map((row) => ({ ...row, customerCode: codes.get(row.customerId), status: stateText(row.status) }))
    }
  },
  async *orderLines(ctx, filter, locale) {
    const stateText = orderStateTexts(locale)
    for await (const rows of eachPage((cursor) => orders.list(ctx, { filter, limit: PAGE, cursor }))) {
      const ids = rows.map((r) => r.id)
      const codes = await customerCodes(
        ctx,
        rows.map((r) => r.customerId),
      )
      const lines = await orderLines(ctx, ids)
      yield rows.flatMap((order) =>
        (lines.get(order.id) ?? []).map((line) => ({
          ...line,
          orderNumber: order.number ?? order.sourceNumber,
          day: order.day,
          orderStatus: stateText(order.status),
          customerCode: codes.get(order.customerId),
          customerName: order.customer,
          salesPerson: order.salesPerson,
        })),
      )
    }
  },
  async *lots(ctx, filter, locale) {
    for await (const rows of eachPage((cursor) => lots.list(ctx, { filter, limit: PAGE, cursor }))) {
      yield rows.map(({ packs, ...row }) => {
        const band = translateAny(locale, `lots.band.${row.band}` as MessageKey)
        const reason = row.freezeReason === EXPIRED ? translateAny(locale, 'lots.expiredReason') : row.freezeReason
        const inPacks = formatInPacks(row.onHand, row.baseUnit, packs)
        return { ...row, band, frozen: row.frozen ? reason : '', inPacks }
      })
    }
  },
  async *recall(ctx, filter) {
    const { number, name, baseUnit, packs } = await lots.get(ctx, filter)
    const { rows } = await recall(ctx, filter)
    yield rows.map((row) => {
      const inPacks = formatInPacks(row.quantity, baseUnit, packs)
      return { ...row, number, product: name, baseUnit, inPacks }
    })
  },
  async *stock(ctx, filter) {
    const pages = eachPage((cursor) => stock.list(ctx, { ...filter, limit: PAGE, cursor }))
    for await (const rows of pages) {
      yield rows.map((row) => {
        // a sheet shows 分, the books keep 1/10000 yuan
        const value = row.value === null ? null : mulDiv(row.value, 1, 100)
        return { ...row, packs: row.inPacks, lotTracked: null, value }
      })
    }
  },
}

/** A customer's own values under the keys of their columns, tags in one cell. */
function sheetValues({ tags, own, ...row }: CustomerRow): Row {
  const values = Object.fromEntries(Object.entries(own).map(([id, value]) => [OWN_COLUMN + id, value]))
  return { ...row, ...values, tags: tags.join('、') }
}

/** Keys of the columns of the company's own fields begin with it; their id follows. */
export const OWN_COLUMN = 'own:'

async function* eachPage<T>(
  read: (cursor: string | undefined) => Promise<{ rows: T[]; next: string | null }>,
): AsyncGenerator<T[]> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield page.rows
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

async function customerDetails(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, Row>> {
  const rows = await ctx.db
    .selectFrom('customer as c')
    .leftJoin('customer_contact as k', (join) => join.onRef('k.customer_id', '=', 'c.id').on('k.no', '=', 1))
    .select([
      'c.id',
      'c.tax_id as taxId',
      'c.bank',
      'c.bank_account as bankAccount',
      'c.tax_rate as taxRate',
      'c.min_life as minLife',
    ])
    .select(['c.fax', 'c.notes', 'k.phone', 'k.email'])
    .where(inIds('c.id', ids))
    .execute()
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

async function supplierDetails(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, Row>> {
  const rows = await ctx.db
    .selectFrom('supplier as s')
    .leftJoin('supplier_contact as k', (join) => join.onRef('k.supplier_id', '=', 's.id').on('k.no', '=', 1))
    .select(['s.id', 's.tax_id as taxId', 's.bank', 's.bank_account as bankAccount', 's.tax_rate as taxRate'])
    .select(['s.fax', 's.notes', 's.lead_days as leadDays', 'k.phone', 'k.email'])
    .where(inIds('s.id', ids))
    .execute()
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

async function productDetails(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, Row>> {
  const rows = await ctx.db
    .selectFrom('product as p')
    .select(['p.id', 'p.model', 'p.manufacturer', 'p.tax_rate as taxRate', 'p.weight', 'p.notes'])
    .select(['p.shelf_life_days as shelfLifeDays', 'p.bin as binLocation', 'p.max_stock as maxStock'])
    .select(['p.lot_tracked as isLotTracked', 'p.sale_minimum as saleMinimum', 'p.sale_multiple as saleMultiple'])
    .where(inIds('p.id', ids))
    .execute()
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

/** Lines by order, quantities in the unit they were typed in, amounts with their part of what the whole order was let off. */
async function orderLines(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, Row[]>> {
  const rows = await ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .innerJoin('warehouse as w', 'w.id', 'l.warehouse_id')
    .select(['l.order_id as orderId', 'l.quantity', 'l.factor', 'l.unit', 'l.price', 'l.discount', 'l.net as amount'])
    .select(['l.tax_rate as taxRate', 'l.remark'])
    .select(['p.code as productCode', 'p.name as productName', 'p.spec', 'w.name as warehouse'])
    .where(inIds('l.order_id', ids))
    .orderBy('l.order_id')
    .orderBy('l.line_no')
    .execute()
  const lines = new Map<string, Row[]>()
  for (const { orderId, factor, quantity, ...row } of rows) {
    const line: Row = { ...row, quantity: mulDiv(quantity, 1000, factor) }
    const same = lines.get(orderId)
    if (same) same.push(line)
    else lines.set(orderId, [line])
  }
  return lines
}

/** The words for states of orders, each made once. */
function orderStateTexts(locale: Locale): (status: string) => string {
  const texts = new Map<string, string>()
  return (status) => {
    const text = texts.get(status) ?? translateAny(locale, `states.order.${status}` as MessageKey)
    texts.set(status, text)
    return text
  }
}

async function customerCodes(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.db
    .selectFrom('customer as c')
    .select(['c.id', 'c.code'])
    .where(inIds('c.id', [...new Set(ids)]))
    .execute()
  return new Map(rows.map((r) => [r.id, r.code]))
}

/** A choice in words that the importer reads back: its first Chinese or first English synonym. */
function choiceText(
  choices: readonly { value: string; synonyms: readonly string[] }[],
  value: string,
  locale: Locale,
): string {
  const words = choices.find((c) => c.value === value)!.synonyms
  return words.find((word) => /[a-z]/.test(word) === (locale === 'en') && !/\d/.test(word)) ?? words[0]!
}

const frozenText = (locale: Locale) => translateAny(locale, 'states.customer.frozen')

const SETTLEMENTS = CUSTOMER_FIELDS.find((f) => f.key === 'settlement')!.choices!

function settlementText(settlement: string, days: number, locale: Locale): string {
  if (settlement === 'credit') return locale === 'en' ? `Net ${days} days` : `账期${days}天`
  return choiceText(SETTLEMENTS, settlement, locale)
}
