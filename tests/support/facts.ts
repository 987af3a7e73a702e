import {
  HISTORY,
  NO_HOUR,
  NOBODY,
  ORDER,
  RETURN,
  SHIPMENT,
  type CustomerFact,
  type Facts,
  type SaleKind,
  type SalesDay,
} from '../../shared/domain/analytics/facts.ts'

const KINDS: Record<SaleKind, number> = { history: HISTORY, shipment: SHIPMENT, return: RETURN, order: ORDER }

export interface SaleLine {
  product?: number
  /** Thousandths of the base unit, 分, and 1/10000 yuan; returns negative. */
  quantity?: number
  amount: number
  /** As `amount` unless said otherwise. */
  revenue?: number
  /** null: not known. */
  cost?: number | null
}
export interface SaleDocument {
  day: number
  kind: SaleKind
  customer: number
  lines: SaleLine[]
}

/** Facts of customers and their documents, as the backend would have read them. */
export function factsOf(today: number, customers: readonly CustomerFact[], documents: readonly SaleDocument[]): Facts {
  const products = documents.reduce((most, { lines }) => Math.max(most, ...lines.map((l) => (l.product ?? 0) + 1)), 0)
  return {
    today,
    sales: [...Map.groupBy(documents, ({ day }) => day)].sort((a, b) => a[0] - b[0]).map(salesDay),
    stock: [],
    customers,
    products: Array.from({ length: products }, (_, i) => ({
      id: `product-${i}`,
      code: `P${i}`,
      name: `Product ${i}`,
      spec: '',
      baseUnit: '袋',
      brand: '',
      typeId: null,
      typePath: [],
      status: 'active',
    })),
    warehouses: [{ id: 'warehouse', name: '总仓', site: 0 }],
    sites: [{ id: 'site', name: '总部', site: 0 }],
    people: [],
    nodes: new Map(),
    movementTypes: [],
  }
}

export const customerFact = (id: string, fields: Partial<CustomerFact> = {}): CustomerFact => ({
  id,
  code: id,
  name: id,
  grade: '',
  industry: '',
  channel: '',
  regionId: null,
  regionPath: [],
  person: NOBODY,
  status: 'active',
  ...fields,
})

function salesDay([day, documents]: [number, SaleDocument[]]): SalesDay {
  const lines = documents.flatMap((document) => document.lines)
  let end = 0
  const first = [0, ...documents.map((document) => (end += document.lines.length))]
  return {
    day,
    documents: documents.length,
    kind: Uint8Array.from(documents, ({ kind }) => KINDS[kind]),
    customer: Uint32Array.from(documents, ({ customer }) => customer),
    person: new Uint16Array(documents.length).fill(NOBODY),
    site: new Uint8Array(documents.length),
    hour: new Uint8Array(documents.length).fill(NO_HOUR),
    first: Uint32Array.from(first),
    product: Uint32Array.from(lines, ({ product }) => product ?? 0),
    warehouse: new Uint16Array(lines.length),
    quantity: Float64Array.from(lines, ({ quantity, amount }) => quantity ?? Math.sign(amount) * 1000),
    amount: Float64Array.from(lines, ({ amount }) => amount),
    revenue: Float64Array.from(lines, ({ amount, revenue }) => revenue ?? amount),
    cost: Float64Array.from(lines, ({ cost }) => cost ?? NaN),
  }
}
