import type { Fen } from './money.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'

/**
 * An amount in the characters used on bills and cheques: 12340 → `壹佰贰拾叁元肆角整`.
 *
 * Rules of 《支付结算办法》 annex 1: 整 follows 元 and 角 but not 分; zeros inside a number are read as one 零; 零 stands
 * between 元 and 分 when there is no 角. Where the rule leaves the choice (a zero before 万 or 元, as in 10,7000.53), 零 is
 * left out.
 * @param amount 分, any safe integer; negative amounts begin with 负
 */
export function amountInChinese(amount: Fen): string {
  const total = Math.abs(amount)
  const fen = total % 10
  const jiao = Math.floor(total / 10) % 10
  const yuan = Math.floor(total / 100)
  let text = yuan > 0 || total === 0 ? `${wholeInChinese(yuan)}元` : ''
  if (jiao > 0) text += `${DIGITS[jiao]}角`
  else if (fen > 0 && yuan > 0) text += '零'
  text += fen > 0 ? `${DIGITS[fen]}分` : '整'
  return (amount < 0 ? '负' : '') + text
}

/**
 * An amount in English words as written on cheques: 12340 → `One hundred twenty-three yuan and 40/100`, whole amounts
 * end in `only`.
 * @param amount 分, any safe integer; negative amounts begin with `Minus`
 */
export function amountInEnglish(amount: Fen): string {
  const total = Math.abs(amount)
  const cents = total % 100
  const words = `${wholeInEnglish(Math.floor(total / 100))} yuan ${
    cents === 0 ? 'only' : `and ${cents.toString().padStart(2, '0')}/100`
  }`
  const text = amount < 0 ? `minus ${words}` : words
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function wholeInChinese(n: number): string {
  if (n >= 1e8) return joinChinese(n, 1e8, '亿')
  if (n >= 1e4) return joinChinese(n, 1e4, '万')
  return belowTenThousand(n)
}

/** 零 is read between two groups when the lower one does not fill its highest place. */
function joinChinese(n: number, unit: number, name: string): string {
  const low = n % unit
  const high = wholeInChinese(Math.floor(n / unit)) + name
  if (low === 0) return high
  return high + (low < unit / 10 ? '零' : '') + wholeInChinese(low)
}

function belowTenThousand(n: number): string {
  if (n === 0) return '零'
  const text = n.toString()
  let words = ''
  for (let i = 0; i < text.length; i++) {
    const place = ['', '拾', '佰', '仟'][text.length - 1 - i]!
    words += text[i] === '0' ? '零' : DIGITS[Number(text[i])]! + place
  }
  return words.replace(/零+/g, '零').replace(/零$/, '')
}

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const GROUPS: readonly (readonly [size: number, name: string])[] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
  [100, 'hundred'],
]

function wholeInEnglish(n: number): string {
  if (n < 20) return SMALL[n]!
  if (n < 100) return TENS[Math.floor(n / 10)]! + (n % 10 ? `-${SMALL[n % 10]}` : '')
  const [size, name] = GROUPS.find(([s]) => n >= s)!
  const rest = n % size
  return `${wholeInEnglish(Math.floor(n / size))} ${name}${rest ? ` ${wholeInEnglish(rest)}` : ''}`
}
