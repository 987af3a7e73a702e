import type { costs as source } from '../zh-CN/costs.ts'
import type { TextsLike } from '../types.ts'

export const costs: TextsLike<typeof source> = {
  title: 'Costs reworked',
  about:
    'A document entered for an earlier day, or voided, changes the cost of what left after it. Costs are worked out again by day; the difference is booked under the documents themselves.',
  tabRuns: 'Runs',
  tabPending: 'Waiting',
  at: 'Time',
  by: 'By',
  products: 'Products',
  difference: 'Stock value changed by',
  runsEmpty: 'Nothing was reworked yet: documents came in the order of their days.',
  pendingEmpty: 'No product waits',
  code: 'Code',
  product: 'Product',
  spec: 'Specification',
  site: 'Site',
  fromDay: 'From',
  because: 'Because of',
  day: 'Date',
  kind: 'Kind',
  document: 'Document',
  before: 'Before',
  after: 'After',
  change: 'Change',
  linesEmpty: 'Nothing changed',
  recompute: 'Rework now',
  recomputeAll: 'Rework all products',
  changed: 'Reworked: {products} products, {lines} costs changed',
  unchanged: 'Reworked: no cost changed',
}
