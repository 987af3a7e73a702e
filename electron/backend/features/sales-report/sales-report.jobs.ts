import { documentsOf, unitsOf, type Slice } from '../../../../shared/domain/analytics/cube.ts'
import { COLUMN_OF, grouping, namer, type Dimension } from '../../../../shared/domain/analytics/dimensions.ts'
import { SALE_KINDS, type Facts } from '../../../../shared/domain/analytics/facts.ts'
import { salesReport as answer, type SalesQuestion } from '../../../../shared/domain/analytics/sales-report.ts'

/** Choices offered at once. */
const MOST_CHOICES = 50

export interface DocumentsInput {
  slice: Slice
  /** Day and place within it of the last document seen. */
  after: { day: number; at: number } | null
  limit: number
}

export interface ChoicesInput {
  dimension: Dimension
  text: string
  /** Found already, best first. */
  keys: readonly string[] | null
  /** Only customers this person looks after. */
  personId: string | undefined
}

/** Questions about sales that are answered from the facts. */
export const salesReportJobs = {
  /** Figures by group, with the names of the conditions. */
  salesReport: async (facts: Facts, question: SalesQuestion, job: { breathe: () => Promise<void> }) => ({
    ...(await answer(facts, question, job.breathe)),
    conditions: (Object.entries(question.filter) as [Dimension, string[]][]).flatMap(([dimension, keys]) => {
      const name = namer(facts, dimension, keys)
      return keys.map((key) => ({ dimension, key, label: name(key).label }))
    }),
  }),

  /** A page of the documents behind figures. */
  salesDocuments: (facts: Facts, { slice, after, limit }: DocumentsInput) => {
    const units = unitsOf(facts)
    const { rows, more } = documentsOf(facts, slice, units.places, after, limit)
    const named = rows.map(({ kind, unit, customer, ...row }) => ({
      ...row,
      kind: SALE_KINDS[kind]!,
      unit: unit > 0 ? units.names[unit - 1]! : '',
      customerId: facts.customers[customer]!.id,
      customer: facts.customers[customer]!.name,
    }))
    return { rows: named, more }
  },

  /** Values of a dimension by a part of their name or code; of regions and types every node that something hangs at. */
  salesChoices: (facts: Facts, { dimension, text, keys, personId }: ChoicesInput) => {
    const all = keys ?? keysOf(facts, dimension)
    const name = namer(facts, dimension, all)
    const wanted = keys ? '' : text.toLowerCase()
    const isShown =
      dimension === 'customer' && personId !== undefined ? ownCustomers(facts, personId) : { has: () => true }
    const found: { key: string; label: string; code: string }[] = []
    for (const key of all) {
      const { label, code } = name(key)
      if (!label.toLowerCase().includes(wanted) && !code.toLowerCase().includes(wanted)) continue
      if (isShown.has(key)) found.push({ key, label, code })
      if (found.length === MOST_CHOICES) break
    }
    return found
  },
}

const ownCustomers = (facts: Facts, personId: string): ReadonlySet<string> =>
  new Set(facts.customers.filter(({ person }) => facts.people[person]?.id === personId).map(({ id }) => id))

function keysOf(facts: Facts, dimension: Dimension): readonly string[] {
  if (dimension === 'region') return [...new Set(facts.customers.flatMap(({ regionPath }) => regionPath))]
  if (dimension === 'type') return [...new Set(facts.products.flatMap(({ typePath }) => typePath))]
  const first = facts.sales[0]?.day ?? facts.today
  const range = COLUMN_OF[dimension] === 'day' ? { from: first, to: facts.today } : { from: 0, to: 0 }
  return grouping(facts, dimension, { ...range, level: 0 }).keys
}
