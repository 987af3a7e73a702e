import {
  fold,
  withoutWeight,
  type Customs,
  type GoodsIndex,
  type GoodsMatch,
  type GoodsQuery,
  type Habit,
  type TextGoods,
} from './goods.ts'
import { itemsOf, type QuantityPart, type TextItem } from './items.ts'
import { unitFamily, weightIn, WEIGHTS } from './numbers.ts'
import { blockItems } from './block.ts'

/** Sure: as good as certain, green. Doubtful: to be looked at, yellow. Unknown: kept as text, red. */
export type Confidence = 'sure' | 'doubtful' | 'unknown'

export interface TextLine {
  /** The words it comes from. */
  source: string
  /** What it names, for a learnt alias. */
  words: string
  goods: TextGoods | null
  /** Others it may mean, the likeliest first. */
  alternatives: TextGoods[]
  unit: string
  /** Thousandths of the base unit; null: the message does not say. */
  quantity: number | null
  /** The figure the message names, of `unit` as typed: what is left of the quantity when the goods are not known. */
  amount: number | null
  /** The quantity is what the customer usually takes; the message names none. */
  guessed: boolean
  confidence: Confidence
}

export interface TextOrder {
  lines: TextLine[]
  /** What is no goods: when, where, thanks. */
  notes: string[]
}

export interface LastLine {
  goods: TextGoods
  unit: string
  quantity: number
}

/** The goods as the writer of the message means them. */
interface Reader {
  match(query: GoodsQuery, limit?: number): GoodsMatch[]
  habits: Customs['habits']
}

/** How far the best match must be ahead of the next one of other goods to be taken for certain. */
const AHEAD = 0.1
const SURE_USUAL = 0.84
const SURE_OTHER = 0.86
const DOUBTFUL = 0.42
const AGAIN = 0.15

/**
 * Reads a customer's message, a voice transcript or rows pasted from a spreadsheet as order lines. Corrections in the
 * message are applied; `lastOrder` is what 同上次 means.
 */
export function readOrderText(
  message: string,
  index: GoodsIndex,
  customs: Customs,
  lastOrder: readonly LastLine[] = [],
): TextOrder {
  const goods: Reader = { match: (query, limit) => index.match(query, customs, limit), habits: customs.habits }
  const order: TextOrder = { lines: [], notes: [] }
  let expecting: 'set' | null = null
  for (const item of blockItems(message) ?? itemsOf(message)) {
    if (expecting && item.action === 'order' && item.parts.length > 0) {
      correct(order, { ...item, action: 'set' }, goods)
      expecting = null
      continue
    }
    expecting = null
    if (item.action === 'set' && item.parts.length === 0) expecting = 'set'
    else apply(order, item, goods, lastOrder)
  }
  return order
}

function apply(order: TextOrder, item: TextItem, goods: Reader, lastOrder: readonly LastLine[]): void {
  switch (item.action) {
    case 'note':
      order.notes.push(item.source)
      return
    case 'repeat':
      for (const { goods: known, unit, quantity } of lastOrder) {
        order.lines.push({
          source: item.source,
          words: known.name,
          goods: known,
          alternatives: [],
          unit,
          quantity,
          amount: null,
          guessed: false,
          confidence: 'sure',
        })
      }
      if (lastOrder.length === 0) order.notes.push(item.source)
      return
    case 'order':
      addLine(order, item, goods)
      return
    default:
      correct(order, item, goods)
  }
}

function addLine(order: TextOrder, item: TextItem, goods: Reader): void {
  const last = order.lines.at(-1)
  if (item.name === '') {
    // a quantity alone belongs to goods named before without one
    if (last?.goods && last.guessed) setQuantity(last, item.parts, goods.habits)
    else order.lines.push(unknownLine(item))
    return
  }
  const line = lineOf(last ? { ...item, name: named(item.name, last) } : item, goods, order)
  // words without a quantity that name nothing are a remark, not an order
  if (line.confidence === 'unknown' && item.parts.length === 0) {
    order.notes.push(item.source)
    return
  }
  order.lines.push(line)
}

function correct(order: TextOrder, item: TextItem, goods: Reader): void {
  const at = item.name === '' ? order.lines.length - 1 : indexOfNamed(order, item.name, goods)
  const line = order.lines[at]
  switch (item.action) {
    case 'remove':
      if (line) order.lines.splice(at, 1)
      else order.notes.push(item.source)
      return
    case 'swap': {
      const next = lineOf({ ...item, name: item.instead }, goods, order)
      if (!line) {
        order.lines.push({ ...next, confidence: next.confidence === 'sure' ? 'doubtful' : next.confidence })
        return
      }
      if (item.parts.length === 0) {
        next.quantity = line.quantity
        next.unit = line.unit
        if (next.goods && !next.goods.units.some((u) => u.unit === line.unit)) next.confidence = 'doubtful'
      }
      order.lines[at] = next
      return
    }
    case 'set':
      if (line) setQuantity(line, item.parts, goods.habits)
      else addLine(order, { ...item, action: 'order' }, goods)
      return
    case 'more':
    case 'less': {
      if (!line?.goods || line.quantity === null) {
        addLine(order, { ...item, action: 'order' }, goods)
        return
      }
      const change = quantityOf(line.goods, item.parts, { times: 1, unit: line.unit, quantity: line.quantity })
      const next = change === null ? null : line.quantity + (item.action === 'more' ? 1 : -1) * change.quantity
      if (next === null || next < 0) line.confidence = 'doubtful'
      else if (next === 0) order.lines.splice(at, 1)
      else line.quantity = next
      return
    }
    default:
      return
  }
}

/** `10公斤的2件` after `长粒香5公斤的4件` means the same goods in another size. */
function named(name: string, last: TextLine): string {
  return weightIn(name) !== null && withoutWeight(name) === '' ? `${withoutWeight(last.words)} ${name}` : name
}

/** The line a correction means: the newest whose goods the words fit. */
function indexOfNamed(order: TextOrder, name: string, goods: Reader): number {
  const matches = goods.match({ text: name, unit: '' }, 12)
  const words = fold(name)
  for (let i = order.lines.length - 1; i >= 0; i--) {
    const line = order.lines[i]!
    if (fold(line.words) === words) return i
  }
  for (const { goods: wanted } of matches) {
    const i = order.lines.findLastIndex((line) => line.goods?.id === wanted.id)
    if (i >= 0) return i
  }
  return -1
}

function lineOf(item: TextItem, goods: Reader, order: TextOrder): TextLine {
  const typedUnit = item.parts[0]?.unit ?? ''
  const isWeight = typedUnit.toLowerCase() in WEIGHTS
  // nobody names the same goods twice: what is in the order already comes behind what is not
  const matches = goods
    .match({ text: item.name, unit: isWeight ? '' : typedUnit })
    .map((match) => (match.score < 2 && isNamed(order, match) ? { ...match, score: match.score - AGAIN } : match))
    .sort((a, b) => b.score - a.score)
  const best = matches[0]
  if (!best || best.score < DOUBTFUL) return unknownLine(item)
  const line: TextLine = {
    source: item.source,
    words: item.name,
    goods: best.goods,
    alternatives: matches.slice(1).map((match) => match.goods),
    unit: goods.habits.get(best.goods.id)?.unit ?? best.goods.units[0]!.unit,
    quantity: null,
    amount: item.parts[0]?.amount ?? null,
    guessed: false,
    confidence: confidenceOf(matches, goods.habits),
  }
  setQuantity(line, item.parts, goods.habits)
  return line
}

const isNamed = (order: TextOrder, match: GoodsMatch): boolean =>
  order.lines.some((line) => line.goods?.id === match.goods.id)

function unknownLine(item: TextItem): TextLine {
  return {
    source: item.source,
    words: item.name,
    goods: null,
    alternatives: [],
    unit: item.parts[0]?.unit ?? '',
    quantity: null,
    amount: item.parts[0]?.amount ?? null,
    guessed: false,
    confidence: 'unknown',
  }
}

function confidenceOf(matches: readonly GoodsMatch[], habits: Customs['habits']): Confidence {
  const [best, second] = matches
  if (best!.score >= 2) return 'sure'
  const ahead = best!.score - (second?.score ?? 0)
  if (ahead < AHEAD) return 'doubtful'
  // the same words fit goods the customer has never bought as well: only what is usual decides between them
  return best!.score >= (habits.has(best!.goods.id) ? SURE_USUAL : SURE_OTHER) ? 'sure' : 'doubtful'
}

/** Puts a quantity into a line; one that does not fit the goods makes the line doubtful. */
function setQuantity(line: TextLine, parts: readonly QuantityPart[], habits: Customs['habits']): void {
  if (!line.goods) return
  const habit = habits.get(line.goods.id)
  if (parts.length === 0) {
    // goods without a quantity: what is usually taken, to be looked at
    line.quantity = habit?.quantity ?? null
    line.guessed = true
    line.confidence = line.confidence === 'unknown' ? 'unknown' : 'doubtful'
    return
  }
  line.guessed = false
  const read = quantityOf(line.goods, parts, habit)
  if (!read) {
    line.quantity = null
    line.confidence = 'doubtful'
    return
  }
  line.quantity = read.quantity
  line.unit = read.unit
  if (!read.certain) line.confidence = 'doubtful'
}

/** Amounts and units of a message in thousandths of the base unit of the goods; null when a unit does not fit. */
function quantityOf(
  goods: TextGoods,
  parts: readonly QuantityPart[],
  habit: Habit | undefined,
): { quantity: number; unit: string; certain: boolean } | null {
  let quantity = 0
  let unit: string | null = null
  let certain = true
  for (const part of parts) {
    const known = unitOf(goods, part.unit, habit?.unit)
    if (!known) return null
    quantity += Math.round(part.amount * known.factor)
    unit ??= known.unit
    certain &&= known.certain
  }
  // part of a base unit is a slip, or goods sold by weight
  if (quantity <= 0 || quantity % 1000 !== 0) certain = false
  return { quantity, unit: unit!, certain }
}

function unitOf(
  goods: TextGoods,
  typed: string,
  usualUnit: string | undefined,
): { unit: string; factor: number; certain: boolean } | null {
  if (typed === '') {
    const unit = goods.units.find((u) => u.unit === usualUnit) ?? goods.units[0]!
    return { ...unit, certain: usualUnit !== undefined || goods.units.length === 1 }
  }
  const grams = WEIGHTS[typed.toLowerCase()]
  const exact = goods.units.find((u) => u.unit.toLowerCase() === typed.toLowerCase())
  if (exact) return { ...exact, certain: true }
  if (grams !== undefined && goods.weight) {
    // so many 斤 of goods sold by the bag: as many bags as weigh that
    return { unit: goods.units[0]!.unit, factor: (grams * 1000) / goods.weight, certain: true }
  }
  if (grams !== undefined) return null
  const family = unitFamily(typed)
  const same = goods.units.filter((u) => unitFamily(u.unit) === family)
  if (same.length === 1) return { ...same[0]!, certain: true }
  // 20个 of something that is sold in one unit only
  return goods.units.length === 1 && family === '个' ? { ...goods.units[0]!, certain: true } : null
}
