import type { CustomerField } from '../../../shared/contract/customer-file.ts'
import type { CustomerFilter } from '../../../shared/contract/customers.ts'
import { ownText } from './own-values.ts'

/** Conditions of the list as its address holds them. */
export const DEFAULTS = {
  status: 'active',
  search: '',
  grade: null,
  industry: null,
  channel: null,
  source: null,
  regionId: null,
  salesPersonId: null,
  routeId: null,
  settlement: null,
  segmentId: null,
  /** Words with commas between. */
  tags: '',
  /** Conditions on own fields, as JSON. */
  own: '',
} as const
export type Conditions = {
  -readonly [Name in keyof typeof DEFAULTS]: (typeof DEFAULTS)[Name] extends null ? string | null : string
}
export type OwnCondition = NonNullable<CustomerFilter['own']>[number]

/** Conditions that are one choice each. */
export const CHOICES = [
  'segmentId',
  'grade',
  'industry',
  'channel',
  'source',
  'regionId',
  'salesPersonId',
  'routeId',
  'settlement',
] as const

export const tagsIn = (text: string): string[] => text.split(',').filter((tag) => tag !== '')

/** Own conditions of an address; one that was typed by hand and is none counts as none. */
export function ownIn(text: string): OwnCondition[] {
  if (text === '') return []
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? (found as OwnCondition[]) : []
  } catch {
    return []
  }
}

/** Conditions without the state, as the backend takes them. */
export function filterOf(conditions: Readonly<Conditions>): CustomerFilter {
  const tags = tagsIn(conditions.tags)
  const own = ownIn(conditions.own)
  const search = conditions.search.trim()
  return {
    ...(search === '' ? {} : { search }),
    ...Object.fromEntries(CHOICES.flatMap((id) => (conditions[id] ? [[id, conditions[id]]] : []))),
    ...(tags.length > 0 ? { tags } : {}),
    ...(own.length > 0 ? { own } : {}),
  }
}

/** A condition on an own field in words: `≥ 100`, `2026-01-01 – 2026-12-31`, `商超`. */
export function ownConditionText({ text, from, to }: OwnCondition): string {
  if (text) return text
  if (from !== undefined && to !== undefined) return `${ownText(from)} – ${ownText(to)}`
  return from === undefined ? `≤ ${ownText(to)}` : `≥ ${ownText(from)}`
}

/** Own fields that can be searched by, with the condition set on each. */
export const withConditions = (fields: readonly CustomerField[], own: readonly OwnCondition[]) =>
  fields
    .filter((field) => field.active)
    .map((field) => ({ field, condition: own.find((one) => one.fieldId === field.id) ?? { fieldId: field.id } }))
