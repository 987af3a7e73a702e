import { api } from '../../app/api.ts'
import type { GridColumn } from '../../components/LineGrid/index.ts'
import {
  allowanceColumns,
  amountColumn,
  billColumn,
  dispositionColumn,
  goodsColumn,
  leftColumn,
  lotColumn,
  priceColumn,
  quantityColumn,
  reasonColumn,
  remarkColumn,
  specColumn,
  unitColumn,
  type ReturnSearch,
} from './return-columns.ts'
import type { ReturnLine } from './return-line.ts'

/** The columns of a return's grid for what the document is and what the user may see. */
export function returnColumns(shown: {
  customerId: string | null
  isAllowance: boolean
  showsMoney: boolean
  withLots: boolean
  /** The document is read, not typed. */
  stored: boolean
}): GridColumn<ReturnLine>[] {
  const { customerId, isAllowance, showsMoney, withLots, stored } = shown
  const search: ReturnSearch = {
    goods: async (text, signal) => {
      if (customerId === null) return []
      const found = await api.returns.suggest({ customerId, text }, { signal })
      // a price difference is one of a bill
      return isAllowance ? found.filter((one) => one.bill !== null) : found
    },
    bills: async (productId, signal) =>
      customerId === null || productId === '' ? [] : api.returns.returnable({ customerId, productId }, { signal }),
    price: async (productId, unit, signal) =>
      customerId === null
        ? null
        : ((await api.returns.price({ customerId, productId, unit }, { signal }))?.price ?? null),
  }
  const anyLot = async (productId: string, signal: AbortSignal) =>
    (await api.lots.list({ filter: { productId, empty: true }, limit: 100 }, { signal })).rows.map((lot) => ({
      lotId: lot.id,
      number: lot.number,
      expiryDay: lot.expiryDay,
    }))
  const left = stored ? [] : [leftColumn()]
  if (isAllowance)
    return [
      goodsColumn(search),
      specColumn(),
      billColumn(search, false),
      unitColumn(),
      quantityColumn(),
      ...(showsMoney ? (stored ? [amountColumn(() => true)] : allowanceColumns()) : []),
      remarkColumn(),
    ]
  return [
    goodsColumn(search),
    specColumn(),
    billColumn(search, true),
    ...left,
    unitColumn(),
    quantityColumn(),
    ...(withLots ? [lotColumn(anyLot)] : []),
    ...(showsMoney ? [priceColumn(), amountColumn(() => stored)] : []),
    reasonColumn(),
    dispositionColumn(),
    remarkColumn(),
  ]
}
