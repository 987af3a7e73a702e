import { unitFamily, weightIn } from './numbers.ts'

/** A product as far as a message can mean it. */
export interface TextGoods {
  id: string
  code: string
  name: string
  brand: string
  spec: string
  /** Path in the product tree: `面粉/高筋粉`; what a customer may say instead of a name. */
  kind: string
  /** Initials of the name, lower case without blanks: `jzf`; several when characters have several readings. */
  initials: readonly string[]
  barcodes: readonly string[]
  /** Base unit first; factor in thousandths of the base unit. */
  units: readonly { unit: string; factor: number }[]
  /** Grams of one base unit; null: not known. */
  weight: number | null
}

/** What one customer usually takes of some goods, and how; quantity in thousandths of the base unit. */
export interface Habit {
  times: number
  unit: string
  quantity: number
}

/** What is known of the customer who wrote the message. */
export interface Customs {
  /** By id of the goods. */
  habits: ReadonlyMap<string, Habit>
  /** What this customer calls goods (folded), and their id. */
  aliases: ReadonlyMap<string, string>
}

/** What a message says of one product, without its quantity. */
export interface GoodsQuery {
  text: string
  /** The unit it names, as typed; '' when none. */
  unit: string
}

export interface GoodsMatch {
  goods: TextGoods
  /** 0 to 1, how well the words fit; above 1 for what cannot be meant otherwise (code, barcode, alias). */
  score: number
}

/** Everything that can be ordered, indexed by character: a message is matched in a millisecond among 50,000 products. */
export interface GoodsIndex {
  match(query: GoodsQuery, customs: Customs, limit?: number): GoodsMatch[]
}

interface Entry {
  goods: TextGoods
  /** Name, folded, without the words in brackets. */
  name: string
  brand: string
  spec: string
  grams: number | null
  units: ReadonlySet<string>
  /** Small packing: said by the name. */
  small: boolean
  kinds: readonly string[]
}

/** How much nearer to the customer's mind are the goods he usually takes. */
const USUAL = 0.2

/** Characters that say nothing between goods of one kind. */
const COMMON = new Set('的用装')

/** @param goods all that may be ordered */
export function indexGoods(goods: readonly TextGoods[]): GoodsIndex {
  const entries = goods.map(entryOf)
  const byCharacter = new Map<string, number[]>()
  const byCode = new Map<string, number>()
  const byId = new Map(goods.map(({ id }, i) => [id, i]))
  const byInitial = new Map<string, number[]>()
  const byKind = new Map<string, number[]>()
  const tops = new Set<string>()
  entries.forEach((entry, i) => {
    for (const c of new Set(entry.name + entry.brand)) put(byCharacter, c, i)
    byCode.set(fold(entry.goods.code), i)
    for (const barcode of entry.goods.barcodes) byCode.set(barcode, i)
    for (const kind of new Set(entry.kinds)) put(byKind, kind, i)
    for (const letter of new Set(entry.goods.initials.join(''))) put(byInitial, letter, i)
    if (entry.kinds[0]) tops.add(entry.kinds[0])
  })
  return {
    match({ text, unit }, { habits, aliases }, limit = 6) {
      const asked = queryOf(text, unit)
      if (asked.whole === '') return []
      const certain = byCode.get(asked.whole) ?? byId.get(aliases.get(asked.whole) ?? '')
      if (certain !== undefined) return [{ goods: entries[certain]!.goods, score: 2 }]
      const found: GoodsMatch[] = []
      for (const i of candidates(asked, byCharacter, byInitial)) {
        const known = entries[i]!
        const score = scoreOf(known, asked, habits.has(known.goods.id))
        if (score > 0.3) found.push({ goods: known.goods, score })
      }
      // 面粉 says only what kind of goods; the name of a smaller kind may still be the name of goods: 粳米
      const isTop = tops.has(asked.words)
      if (isTop || found.length === 0) {
        found.length = 0
        const kind = byKind.get(asked.words) ?? (asked.words.length > 1 ? within(byKind, asked.words) : [])
        const usual = kind.filter((i) => habits.has(entries[i]!.goods.id)).length
        for (const i of kind)
          found.push({ goods: entries[i]!.goods, score: kindScore(entries[i]!, asked, habits, usual) })
      }
      const timesOf = (match: GoodsMatch) => habits.get(match.goods.id)?.times ?? 0
      return found.sort((a, b) => b.score - a.score || timesOf(b) - timesOf(a)).slice(0, limit)
    },
  }
}

/** Goods of the kinds whose name holds these words. */
function within(byKind: Map<string, number[]>, words: string): number[] {
  return [...new Set([...byKind].flatMap(([kind, goods]) => (kind.includes(words) ? goods : [])))]
}

function put(map: Map<string, number[]>, key: string, i: number): void {
  const list = map.get(key)
  if (list) list.push(i)
  else map.set(key, [i])
}

/** One form for letters, widths and punctuation. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·・\-_/\\|*×()（）【】[\]“”"'‘’]+/g, '')
}

function entryOf(goods: TextGoods): Entry {
  return {
    goods,
    name: fold(goods.name).replace('小包装', ''),
    brand: fold(goods.brand),
    spec: fold(goods.spec),
    grams: weightIn(goods.spec) ?? goods.weight,
    units: new Set(goods.units.map(({ unit }) => unitFamily(unit))),
    small: goods.name.includes('小包装'),
    kinds: goods.kind.split('/').map(fold).filter(Boolean),
  }
}

interface Asked {
  whole: string
  /** Without the weight it names. */
  words: string
  latin: boolean
  grams: number | null
  /** Says it wants the small packing. */
  small: boolean
  family: string
}

const WEIGHT = /(\d+(?:\.\d+)?)\s*(kg|公斤|千克|斤|毫升|ml|g|克|l|升)(装|的|一袋|每袋|\/袋)?/gi
const SMALL = /小包装?|小袋装?|小的/

/** Words without the weight they name. */
export const withoutWeight = (text: string): string => fold(text.normalize('NFKC').toLowerCase().replace(WEIGHT, ''))

function queryOf(text: string, unit: string): Asked {
  const plain = text.normalize('NFKC').toLowerCase()
  const grams = weightIn(plain)
  const said = fold(plain.replace(WEIGHT, '').replace(/大包装?|大袋装?|大的/, ''))
  const words = said.replace(SMALL, '')
  return {
    whole: fold(plain),
    words,
    latin: /^[a-z]+$/.test(words),
    grams,
    small: SMALL.test(said),
    family: unit === '' ? '' : unitFamily(unit),
  }
}

function candidates(asked: Asked, byCharacter: Map<string, number[]>, byInitial: Map<string, number[]>): Set<number> {
  const found = new Set<number>()
  if (asked.latin) for (const i of byInitial.get(asked.words[0]!) ?? []) found.add(i)
  // goods that share at least half of the characters
  const counts = new Map<number, number>()
  const characters = new Set(asked.words)
  for (const c of characters) for (const i of byCharacter.get(c) ?? []) counts.set(i, (counts.get(i) ?? 0) + 1)
  const least = Math.max(1, Math.ceil(characters.size / 2))
  for (const [i, count] of counts) if (count >= least) found.add(i)
  return found
}

function scoreOf(entry: Entry, asked: Asked, isUsual: boolean): number {
  let score = asked.latin ? initialsScore(entry, asked.words) : 0
  if (score === 0) score = wordsScore(entry, asked.words)
  if (score === 0) return 0
  if (asked.grams !== null && entry.grams !== null) score += asked.grams === entry.grams ? 0.1 : -0.4
  if (entry.small !== asked.small) score -= entry.small ? 0.12 : 0.2
  if (asked.family !== '') score += entry.units.has(asked.family) ? 0.04 : -0.12
  if (isUsual) score += USUAL
  return Math.min(score, 1.3)
}

/** A customer who says only 面粉 means what he usually takes of it, if that is one thing. */
function kindScore(entry: Entry, asked: Asked, habits: Customs['habits'], usualOfKind: number): number {
  const usual = habits.get(entry.goods.id)
  const base = usual === undefined ? 0.45 : usualOfKind === 1 ? 0.9 : 0.6 + 0.0005 * usual.times
  const fits = asked.family === '' || entry.units.has(asked.family)
  return base - (fits ? 0 : 0.12) - (asked.grams !== null && asked.grams !== entry.grams ? 0.4 : 0)
}

function initialsScore(entry: Entry, typed: string): number {
  let best = 0
  for (const initials of entry.goods.initials) {
    if (initials === typed) best = Math.max(best, 0.95)
    else if (typed.length >= 2 && initials.startsWith(typed))
      best = Math.max(best, 0.6 + 0.3 * (typed.length / initials.length))
    else if (typed.length >= 3 && initials.includes(typed))
      best = Math.max(best, 0.55 + 0.25 * (typed.length / initials.length))
  }
  return best
}

/** How much of what was typed is in the name, in order, and how much of the name it says. */
function wordsScore(entry: Entry, typed: string): number {
  if (typed === '') return 0
  const { name, brand } = entry
  if (typed === name) return 1
  let words = typed
  let bonus = 0
  if (brand.length >= 2 && words.includes(brand)) {
    words = words.replace(brand, '')
    bonus = 0.08
    // the brand alone names no product
    if (words === '') return 0.45
  }
  if (words === name) return 1 + bonus
  const said = covered(words, name)
  const share = said.matched / weighOf(words)
  if (share < 0.6) return 0
  const whole = said.matched / weighOf(name)
  const together = name.includes(words) ? 0.08 + (name.startsWith(words) ? 0.04 : 0) : 0
  return 0.62 * share ** 2 + 0.26 * whole + together + bonus
}

const weighOf = (text: string): number => {
  let sum = 0
  for (const c of text) sum += COMMON.has(c) ? 0.2 : 1
  return sum
}

/** Characters of `words` found in `name` in order (longest common subsequence). */
function covered(words: string, name: string): { matched: number } {
  const a = [...words]
  const b = [...name]
  let before = Array.from({ length: b.length + 1 }, () => 0)
  for (const c of a) {
    const now = [0]
    for (let j = 1; j <= b.length; j++) {
      now.push(c === b[j - 1] ? before[j - 1]! + (COMMON.has(c) ? 0.2 : 1) : Math.max(before[j]!, now[j - 1]!))
    }
    before = now
  }
  return { matched: before[b.length]! }
}
