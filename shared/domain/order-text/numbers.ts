/** Numbers and units as customers write them in a message. */

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  仨: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
}
const PLACES: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000, 万: 10_000 }
export const NUMERALS = Object.keys({ ...DIGITS, ...PLACES }).join('')

/** Reads a Chinese number up to the ten thousands (`十五`, `两百三`, `一千零五十`, `廿` is not one); null when it is none. */
export function chineseNumber(text: string): number | null {
  if (text === '') return null
  // 一二零: digits read out one by one
  if ([...text].every((c) => c in DIGITS)) return Number([...text].map((c) => DIGITS[c]).join(''))
  let total = 0
  let section = 0
  let digit: number | null = null
  let last = 1
  for (const c of text) {
    const place = PLACES[c]
    if (c in DIGITS) digit = DIGITS[c]!
    else if (place === undefined) return null
    else if (place === 10_000) {
      total += (section + (digit ?? 0)) * place
      section = 0
      digit = null
      last = place
    } else {
      section += (digit ?? 1) * place
      digit = null
      last = place
    }
  }
  if (digit !== null) section += /零.$/.test(text) || last <= 10 ? digit : digit * (last / 10)
  return total + section
}

/** Words for one unit that mean the same to whoever types them; the first of a row stands for all. */
const SAME_UNITS = [
  ['袋', '包', '代', '布袋', 'bag'],
  ['箱', '件', '提', '扎', '捆', 'ctn', 'case'],
  ['桶', '壶'],
  ['瓶', '支', '枝'],
  ['把', '束'],
  ['盒', '合'],
  ['罐', '听'],
  ['个', '只', '颗', '枚'],
  ['条', '根'],
  ['吨', 't'],
]
const FAMILY = new Map(SAME_UNITS.flatMap((row) => row.map((unit) => [unit, row[0]!] as const)))
/** Units that weigh: grams of one. */
export const WEIGHTS: Readonly<Record<string, number>> = {
  kg: 1000,
  公斤: 1000,
  千克: 1000,
  斤: 500,
  g: 1,
  克: 1,
  l: 1000,
  升: 1000,
  ml: 1,
  毫升: 1,
}

/** The word that stands for all units meaning the same. */
export const unitFamily = (unit: string): string => FAMILY.get(unit.toLowerCase()) ?? unit.toLowerCase()

const byLength = (a: string, b: string) => b.length - a.length
/** Counting units, the longest first, so that 布袋 is not read as 袋. */
export const COUNT_UNITS = [...FAMILY.keys(), '板', '托', '托盘', '框', '筐', '套', '片', '块', '份', '车'].sort(
  byLength,
)
export const WEIGHT_UNITS = Object.keys(WEIGHTS).sort(byLength)

/** The weight or volume a spec or a message names first, in grams or millilitres: `25kg`, `50斤`, `2.5kg×8袋`, `5L`. */
export function weightIn(text: string): number | null {
  const match = new RegExp(`(\\d+(?:\\.\\d+)?)\\s*(${WEIGHT_UNITS.join('|')})`, 'i').exec(text)
  return match ? Math.round(Number(match[1]) * WEIGHTS[match[2]!.toLowerCase()]!) : null
}
