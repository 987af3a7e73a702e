import { mulDiv } from '../../money.ts'
import { FLOWS, INFLOWS, OUTFLOWS, signOf, type StockFlows } from './stock-flow.ts'

/**
 * 进销存 as it is shown: quantities in thousandths of the base unit, values rounded to 分. Every row adds up (opening + in −
 * out + corrections = closing): each figure is rounded by itself and the largest flow of the row takes what that leaves over.
 * Totals are the exact sums rounded once, so that they are the ledger's whatever the grouping; what the rows shown differ
 * from them is a row of its own (`roundingRow`), mostly a few 分.
 */
export interface FlowFigures {
  openingQuantity: number
  openingValue: number
  closingQuantity: number
  closingValue: number
  /** By flow, in the order of FLOWS; what goes out is positive. */
  quantity: number[]
  value: number[]
}

/** What came in, went out, and changed the value alone. */
export interface FlowSums {
  inQuantity: number
  inValue: number
  outQuantity: number
  outValue: number
  corrections: number
}

/** 1/10000 yuan as 分. */
export const fenOf = (value: number): number => mulDiv(value, 1, 100)

export function figuresOf(flows: StockFlows, group: number): FlowFigures {
  return inFen({
    openingQuantity: flows.openingQuantity[group]!,
    openingValue: flows.openingValue[group]!,
    closingQuantity: flows.closingQuantity[group]!,
    closingValue: flows.closingValue[group]!,
    quantity: flows.quantity.map((column) => column[group]! + 0),
    value: flows.value.map((column) => column[group]! + 0),
  })
}

/** The sum of all groups. */
export function totalOf(flows: StockFlows): FlowFigures {
  return inFen({
    openingQuantity: sumOf(flows.openingQuantity),
    openingValue: sumOf(flows.openingValue),
    closingQuantity: sumOf(flows.closingQuantity),
    closingValue: sumOf(flows.closingValue),
    quantity: flows.quantity.map(sumOf),
    value: flows.value.map(sumOf),
  })
}

/** What rounding to 分 makes the rows differ from their total; quantities never do. */
export function roundingRow(flows: StockFlows, total: FlowFigures): FlowFigures {
  const rest: FlowFigures = {
    ...total,
    openingQuantity: 0,
    closingQuantity: 0,
    quantity: FLOWS.map(() => 0),
    value: [...total.value],
  }
  for (let group = 0; group < flows.groups; group++) {
    const row = figuresOf(flows, group)
    rest.openingValue -= row.openingValue
    rest.closingValue -= row.closingValue
    row.value.forEach((value, flow) => (rest.value[flow]! -= value))
  }
  return rest
}

export function sumsOf({ quantity, value }: FlowFigures): FlowSums {
  const sums: FlowSums = { inQuantity: 0, inValue: 0, outQuantity: 0, outValue: 0, corrections: 0 }
  for (let flow = 0; flow < FLOWS.length; flow++) {
    if (flow < INFLOWS.length) {
      sums.inQuantity += quantity[flow]!
      sums.inValue += value[flow]!
    } else if (flow < INFLOWS.length + OUTFLOWS.length) {
      sums.outQuantity += quantity[flow]!
      sums.outValue += value[flow]!
    } else sums.corrections += value[flow]!
  }
  return sums
}

/** Rounds a row of 1/10000 yuan to 分 so that it still adds up. */
function inFen(exact: FlowFigures): FlowFigures {
  const value = exact.value.map(fenOf)
  const openingValue = fenOf(exact.openingValue)
  const closingValue = fenOf(exact.closingValue)
  let rest = closingValue - openingValue
  let largest = 0
  value.forEach((one, flow) => {
    rest -= signOf(flow) * one
    if (Math.abs(exact.value[flow]!) > Math.abs(exact.value[largest]!)) largest = flow
  })
  if (rest !== 0) value[largest]! += signOf(largest) * rest
  return { ...exact, openingValue, closingValue, value }
}

const sumOf = (column: Float64Array): number => column.reduce((sum, one) => sum + one, 0)
