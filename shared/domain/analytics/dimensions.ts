import { dayFromNumber } from '../../day.ts'
import { NO_HOUR, NOBODY, type Facts } from './facts.ts'

/** What sales are asked by. */
export const DIMENSIONS = [
  'product',
  'type',
  'brand',
  'customer',
  'grade',
  'industry',
  'region',
  'channel',
  'person',
  'site',
  'warehouse',
  'hour',
  'weekday',
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Those that follow the calendar: their groups stand in its order, and those without sales too. */
export const CALENDAR_DIMENSIONS: readonly Dimension[] = ['day', 'week', 'month', 'quarter', 'year']

/** Columns of the facts a dimension is read from; `day` is the day of the record. */
export const COLUMNS = ['day', 'customer', 'person', 'site', 'hour', 'product', 'warehouse'] as const
export type ColumnName = (typeof COLUMNS)[number]

export const COLUMN_OF: Record<Dimension, ColumnName> = {
  product: 'product',
  type: 'product',
  brand: 'product',
  customer: 'customer',
  grade: 'customer',
  industry: 'customer',
  region: 'customer',
  channel: 'customer',
  person: 'person',
  site: 'site',
  warehouse: 'warehouse',
  hour: 'hour',
  weekday: 'day',
  day: 'day',
  week: 'day',
  month: 'day',
  quarter: 'day',
  year: 'day',
}

/** A dimension as numbers: the group of each place of its column. */
export interface Grouping {
  column: ColumnName
  /** Group by place; of a day: by days since `from`. */
  map: Uint32Array
  /** Keys of the groups. */
  keys: readonly string[]
}

/** How many places a column can name. */
export function placesOf(facts: Facts, column: ColumnName, days: number): number {
  switch (column) {
    case 'day':
      return days
    case 'customer':
      return facts.customers.length
    case 'person':
      return NOBODY + 1
    case 'site':
      return facts.sites.length
    case 'hour':
      return NO_HOUR + 1
    case 'product':
      return facts.products.length
    case 'warehouse':
      return facts.warehouses.length
  }
}

/**
 * The groups of a dimension over some days.
 * @param level of regions and types: 1 the top, 2 below it …; 0 the node itself. Who hangs higher up than the level makes a
 *   group of its own, whose key is the node's with `=` before it
 */
export function grouping(
  facts: Facts,
  dimension: Dimension,
  { from, to, level }: { from: number; to: number; level: number },
): Grouping {
  const column = COLUMN_OF[dimension]
  const map = new Uint32Array(placesOf(facts, column, to - from + 1))
  const at = new Map<string, number>()
  const keys: string[] = []
  const give = (place: number, key: string) => {
    let group = at.get(key)
    if (group === undefined) at.set(key, (group = keys.push(key) - 1))
    map[place] = group
  }
  if (dimension === 'weekday') for (let day = 0; day < 7; day++) at.set(String(day), keys.push(String(day)) - 1)
  if (dimension === 'hour') for (let hour = 0; hour < 24; hour++) at.set(String(hour), keys.push(String(hour)) - 1)
  const key = keyReader(facts, dimension, level)
  if (column === 'person') {
    facts.people.forEach((_, place) => give(place, key(place)))
    give(NOBODY, '')
  } else if (column === 'hour') {
    for (let hour = 0; hour < 24; hour++) give(hour, String(hour))
    give(NO_HOUR, '')
  } else {
    const first = column === 'day' ? from : 0
    for (let place = 0; place < map.length; place++) give(place, key(first + place))
  }
  return { column, map, keys }
}

/**
 * Which places of the dimension's column have one of the keys; ids of regions and types include everything below them.
 * @param days for the calendar: the days there are
 */
export function matching(
  facts: Facts,
  dimension: Dimension,
  keys: readonly string[],
  days: { from: number; to: number },
): Uint8Array {
  const wanted = new Set(keys)
  const column = COLUMN_OF[dimension]
  const size = placesOf(facts, column, days.to - days.from + 1)
  const fits = new Uint8Array(size)
  if (dimension === 'region' || dimension === 'type') {
    const paths =
      dimension === 'region'
        ? facts.customers.map(({ regionPath }) => regionPath)
        : facts.products.map(({ typePath }) => typePath)
    paths.forEach((path, place) => {
      const isThere =
        path.length === 0 ? wanted.has('') : path.some((id) => wanted.has(id)) || wanted.has(`=${path.at(-1)!}`)
      if (isThere) fits[place] = 1
    })
    return fits
  }
  const key = keyReader(facts, dimension, 0)
  if (column === 'person') {
    facts.people.forEach((_, place) => void (fits[place] = Number(wanted.has(key(place)))))
    fits[NOBODY] = Number(wanted.has(''))
  } else if (column === 'hour') {
    for (let hour = 0; hour < 24; hour++) fits[hour] = Number(wanted.has(String(hour)))
    fits[NO_HOUR] = Number(wanted.has(''))
  } else {
    const first = column === 'day' ? days.from : 0
    for (let place = 0; place < size; place++) fits[place] = Number(wanted.has(key(first + place)))
  }
  return fits
}

/**
 * What people call groups: the name of a record; a calendar key and a text stand for themselves. `code` where it has one.
 * @param keys those that will be asked for
 */
export function namer(
  facts: Facts,
  dimension: Dimension,
  keys: readonly string[],
): (key: string) => { label: string; code: string } {
  const plain = (key: string) => ({ label: key, code: '' })
  if (dimension === 'region' || dimension === 'type') {
    return (key) => plain(facts.nodes.get(key.replace(/^=/, '')) ?? '')
  }
  const lists: Partial<Record<Dimension, readonly { id: string; name: string; code?: string; spec?: string }[]>> = {
    product: facts.products,
    customer: facts.customers,
    person: facts.people,
    site: facts.sites,
    warehouse: facts.warehouses,
  }
  const list = lists[dimension]
  if (!list) return plain
  const wanted = new Set(keys)
  const names = new Map<string, { label: string; code: string }>()
  for (const { id, name, code, spec } of list) {
    if (wanted.has(id)) names.set(id, { label: spec ? `${name} ${spec}` : name, code: code ?? '' })
  }
  return (key) => names.get(key) ?? plain('')
}

/** The key of a place of the dimension's column (of a day: the day's number). */
function keyReader(facts: Facts, dimension: Dimension, level: number): (place: number) => string {
  switch (dimension) {
    case 'product':
      return (place) => facts.products[place]!.id
    case 'type':
      return (place) => nodeKey(facts.products[place]!.typePath, level)
    case 'brand':
      return (place) => facts.products[place]!.brand
    case 'customer':
      return (place) => facts.customers[place]!.id
    case 'grade':
    case 'industry':
    case 'channel':
      return (place) => facts.customers[place]![dimension]
    case 'region':
      return (place) => nodeKey(facts.customers[place]!.regionPath, level)
    case 'person':
      return (place) => facts.people[place]!.id
    case 'site':
      return (place) => facts.sites[place]!.id
    case 'warehouse':
      return (place) => facts.warehouses[place]!.id
    case 'hour':
      return String
    default:
      return (day) => calendarKey(dimension, day)
  }
}

/** `X`: everything below node X; `=X`: what hangs at X itself. */
function nodeKey(path: readonly string[], level: number): string {
  if (path.length === 0) return ''
  return level === 0 || path.length < level ? `=${path.at(-1)!}` : path[level - 1]!
}

/** `2026-11-23`, the Monday of its week, `2026-11`, `2026-Q4`, `2026`; weekdays 0 Monday … 6. @param day days since 1970 */
function calendarKey(dimension: Dimension, day: number): string {
  // 1970-01-01 was a Thursday
  const weekday = (((day + 3) % 7) + 7) % 7
  if (dimension === 'weekday') return String(weekday)
  const text = dayFromNumber(dimension === 'week' ? day - weekday : day)
  switch (dimension) {
    case 'month':
      return text.slice(0, 7)
    case 'quarter':
      return `${text.slice(0, 4)}-Q${Math.ceil(Number(text.slice(5, 7)) / 3)}`
    case 'year':
      return text.slice(0, 4)
    default:
      return text
  }
}
