import { chineseNumber, COUNT_UNITS, NUMERALS, WEIGHT_UNITS } from './numbers.ts'

/** What a piece of a message wants done. */
export type ItemAction = 'order' | 'set' | 'more' | 'less' | 'remove' | 'swap' | 'repeat' | 'note'

/** A piece of a message: what it names and how much of it. Quantities are still in the words of the customer. */
export interface TextItem {
  action: ItemAction
  /** The words that name the goods; '' means the goods named before. */
  name: string
  /** For `swap`: what comes instead. */
  instead: string
  parts: QuantityPart[]
  /** The piece as it was typed. */
  source: string
}

export interface QuantityPart {
  amount: number
  /** As typed; '' when none was named. */
  unit: string
}

const UNIT = COUNT_UNITS.join('|')
const WEIGHT = WEIGHT_UNITS.join('|')
const CHINESE = `[${NUMERALS}]+`
/**
 * A quantity: a figure, with a unit or at the end of its piece; a Chinese number only with a unit behind it, because 特一粉
 * and 五常大米 are names. Weights count as a quantity only when nothing else does.
 */
const QUANTITY = new RegExp(
  `(?<![\\d.])(?:[x×*]\\s*)?(半|${CHINESE}(?:点${CHINESE})?|\\d+(?:\\.\\d+)?)\\s*(?:个|来|多)??\\s*(${UNIT})(半)?(?!\\s*(?:装|规格))|[x×*]\\s*(\\d+(?:\\.\\d+)?)|(?<![a-z\\d.])(\\d+(?:\\.\\d+)?)(?!\\s*(?:${WEIGHT})(?![a-z]))(?![a-z\\d.点号楼月日年元折%:])(?=\\s|$|的|吧|哈|呀|[\\u4e00-\\u9fff])`,
  'gi',
)
const WEIGHED = new RegExp(
  `(半|${CHINESE}|\\d+(?:\\.\\d+)?)\\s*(${WEIGHT})(?![a-z])(?!\\s*(?:装|的|一?[袋包箱]|[×x*]))`,
  'gi',
)

const LEADING =
  /^(?:喂|你好|您好|老板娘?|老板|经理|师傅|麻烦你?|请|帮我?|帮忙|给我们?|给|我们?|咱|想要?|需要|要|订|定|下单|来点|来|再来|再要|再加上?|再|还要|还有|还|另外|另|加上?|加|拿|送|发|配|补|就|那个|那|嗯+|哦|好的?|然后|跟|和|以及|今天|明天|后天|明早|早上|上午|中午|下午|晚上|(?:周|星期|礼拜)[一二三四五六日天]|这次|先|货|报货|报单|的|，|,|:|：|\s)+/
const TRAILING =
  /(?:送?到(?![^\d]*\d).{2,}|还有没有|还有吗|有没有|有货吗|有吗|吗|么|就行了?|就好了?|就可以了?|可以了|够了|吧|呀|啊|哈|哦|呢|了|的|谢谢你?|谢了|多谢|辛苦了?|麻烦了|一共|共|总共|先|要|来|拿|发|送过来|送来|\s|。|！|!|~|～)+$/
const REPEAT =
  /(?:同|跟|和|照|按)?(?:上次|上回|上一次|前次|之前|以前)(?:的)?(?:一样|那些|那样|单子|订单|样子|规矩)?(?:再?来一(?:份|单|遍))?|照旧|老样子|老规矩|同上次?/
const NOT_GOODS =
  /(?:送到|送货|到货|地址|电话|开票|发票|转账|付款|微信|收到|在吗|早上好|下午好|晚上好|谢谢|辛苦|仓库门|后门|前门|几点|急用|着急|尽快|明天|后天|今天|上午|下午|晚上|中午|周[一二三四五六日天]|星期|号之前|月底|对账|价格|多少钱|有货|没货|司机|停车|联系|现金|货款|欠款|结账|新日期|日期新|别压|轻放|堆|卸货|不急|暂时|目前|就这些|没了|没有了|先这样)/

/** What is said to be polite and says nothing. */
const COURTESY =
  /^(?:谢谢?您?你?了?|谢了|多谢|辛苦了?|(?:早上|上午|中午|下午|晚上)好|在吗|你好|您好|好的?|收到|ok)[啊呀哈哦~～]*$/i

/** Splits a message into its pieces, in order. */
export function itemsOf(message: string): TextItem[] {
  const items: TextItem[] = []
  for (const line of normalized(message).split(/[\n;；。!！?？]+/)) {
    let waiting: string[] = []
    for (const piece of piecesOf(line)) {
      const each = /各\s*(?=来|要|拿)?/.exec(piece)
      if (each) {
        const quantities = quantitiesOf(piece)
        const names = [...waiting, ...namesIn(piece.slice(0, each.index))].filter((name) => name !== '')
        waiting = []
        const parts = quantities.map(({ amount, unit }) => ({ amount, unit }))
        if (parts.length > 0) {
          for (const name of names) items.push(item('order', name, parts, piece))
          continue
        }
      }
      // names wait for the quantity of all: 绿豆，红小豆各2袋
      if (quantitiesOf(piece).length === 0 && !isCommand(piece)) {
        waiting.push(piece)
        continue
      }
      for (const waits of waiting) items.push(...readPiece(waits))
      waiting = []
      items.push(...readPiece(piece))
    }
    for (const waits of waiting) items.push(...readPiece(waits))
  }
  return items
}

/** `3箱，5袋` is one quantity; a comma inside it splits nothing. */
function piecesOf(line: string): string[] {
  const pieces: string[] = []
  for (const piece of line.split(/[,，、|]+/).map((p) => p.trim())) {
    if (piece === '') continue
    pieces.push(piece)
  }
  return pieces
}

function normalized(message: string): string {
  return (
    message
      // list marks, before ① becomes 1
      .replace(/[①-⑳●•▪]/gu, '\n')
      .normalize('NFKC')
      .replace(/\u200b|\u200d|\ufeff/g, '')
      .replace(/\[[^\]\s]{1,4}\]/g, ' ')
      .replace(/[（(]([^）)]*)[）)]/g, ' $1 ')
      .replace(/(^|[\s,，。;；])\d{1,2}[.、)]\s*(?=[^\d\s])/gm, '$1\n')
      .replace(/^\s*-\s*/gm, '')
      .replace(/(?:\d{1,2}月)?\d{1,2}[号日](?:上午|下午|之前|前)?/g, ' ')
      .replace(/(?:上午|下午|晚上|早上|中午)?\d{1,2}[点:](?:\d{1,2}分?|半)?(?:之前|以前|前|左右|钟)?/g, ' ')
  )
}

const isCommand = (piece: string) =>
  /改成|改为|换成|换为|不要|取消|去掉|算了|加到|减到/.test(piece) || REPEAT.test(piece) || NOT_GOODS.test(piece)

function namesIn(text: string): string[] {
  return clean(text)
    .split(/\s*(?:和|跟|与|还有|以及|\+|\s)\s*/)
    .map(clean)
}

const item = (action: ItemAction, name: string, parts: QuantityPart[], source: string, instead = ''): TextItem => ({
  action,
  name,
  instead,
  parts,
  source: source.trim(),
})

/** One piece between two commas: a correction, a repeat, one or several goods with their quantities, or a note. */
function readPiece(piece: string): TextItem[] {
  const quantities = quantitiesOf(piece)
  const repeat = REPEAT.exec(piece)
  if (repeat && (clean(piece.slice(0, repeat.index)) === '' || quantities.length === 0)) {
    const rest = piece.slice(repeat.index + repeat[0].length)
    return [item('repeat', '', [], piece), ...(isCommand(rest) || quantities.length > 0 ? readPiece(rest) : [])]
  }
  const correction = correctionIn(piece)
  if (correction) return correction
  if (quantities.length === 0) {
    const name = clean(piece)
    if (COURTESY.test(piece.trim())) return []
    if (NOT_GOODS.test(piece)) return [item('note', name, [], piece)]
    return name === '' ? [] : [item('order', name, [], piece)]
  }
  return goodsIn(piece, quantities)
}

/** `不对，是15袋` `饺子粉改成8包` `挂面不要了` `特一换成饺子粉` `再多加2袋`. */
function correctionIn(piece: string): TextItem[] | null {
  const swap = /^(.*?)(?:换成|换为|换)(.+)$/.exec(piece)
  if (swap) {
    const quantities = quantitiesOf(swap[2]!)
    const instead = clean(withoutQuantities(swap[2]!, quantities))
    if (instead !== '') return [item('swap', correctedName(swap[1]!), partsOf(quantities), piece, instead)]
    if (quantities.length > 0) return [item('set', correctedName(swap[1]!), partsOf(quantities), piece)]
  }
  if (/不要了?|取消|去掉|算了|别发|别要|不拿|先不/.test(piece) && quantitiesOf(piece).length === 0) {
    const name = correctedName(
      piece.replace(/都?(?:先)?不要了?|取消了?|去掉|算了|别发了?|别要了?|先?不拿了?|先不/g, ' '),
    )
    return [item('remove', name, [], piece)]
  }
  const set =
    /^(.*?)(?:改成|改为|改(?![良性])|应该是|加到|减到|写错了|打错了|说错了|错了|不对|不是)\s*[,，是要]*(.*)$/.exec(
      piece,
    )
  if (set) {
    const after = set[2]!.replace(/^.*?(?:应该是|是)/, '')
    const quantities = quantitiesOf(after)
    if (quantities.length > 0) {
      const named = correctedName(withoutQuantities(after, quantities))
      return [item('set', named === '' ? correctedName(set[1]!) : named, partsOf(quantities), piece)]
    }
    // 写错了: what is right comes in the next piece
    if (/错了|不对/.test(piece)) return [item('set', correctedName(set[1]!), [], piece)]
  }
  const more = /^(.*?)(?:再|又)?多(?:加|要|来|拿)?(.+)$/.exec(piece)
  if (more && quantitiesOf(more[2]!).length > 0 && clean(withoutQuantities(more[2]!, quantitiesOf(more[2]!))) === '')
    return [item('more', correctedName(more[1]!), partsOf(quantitiesOf(more[2]!)), piece)]
  const less = /^(.*?)少(?:要|来|拿|发)?(.+)$/.exec(piece)
  if (less && quantitiesOf(less[2]!).length > 0 && clean(withoutQuantities(less[2]!, quantitiesOf(less[2]!))) === '')
    return [item('less', correctedName(less[1]!), partsOf(quantitiesOf(less[2]!)), piece)]
  return null
}

const correctedName = (text: string): string =>
  clean(
    text
      .replace(/^(?:哦|啊|等下|等等|等一下|对了|那个|把|刚才|刚刚|上面|前面|不对|错了|是|要|应该)+/g, '')
      .replace(/(?:那个|的)$/, ''),
  )

interface Found extends QuantityPart {
  start: number
  end: number
}

function quantitiesOf(text: string): Found[] {
  const found: Found[] = []
  for (const match of text.matchAll(QUANTITY)) {
    const [whole, counted, unit = '', half, times, bare] = match
    const amount = counted ?? times ?? bare
    if (amount === undefined) continue
    // nobody says 一十袋: the 一 belongs to the name before it, 特一十袋
    const stray = amount.startsWith('一十') && /[\u4e00-\u9fff]$/.test(text.slice(0, match.index)) ? 1 : 0
    const value = numberOf(amount.slice(stray))
    if (value === null) continue
    const start = match.index + stray
    found.push({ amount: value + (half ? 0.5 : 0), unit, start, end: match.index + whole.length })
  }
  const real = found.filter((q) => q.unit !== '' || !isSpec(text, q))
  if (real.length > 0) return real
  for (const match of text.matchAll(WEIGHED)) {
    const value = numberOf(match[1]!)
    if (value === null) continue
    found.push({ amount: value, unit: match[2]!, start: match.index, end: match.index + match[0].length })
  }
  return found.filter((q) => q.unit !== '')
}

/** `500g×20袋`: figures beside a multiplication sign inside a spec are no quantity. */
const isSpec = (text: string, { start, end }: Found): boolean =>
  /^\s*(?:kg|g|克|斤|公斤|ml|l|升)/i.test(text.slice(end)) ||
  /(?:kg|g|克|斤|公斤|ml|l|升)\s*$/i.test(text.slice(0, start))

function numberOf(text: string): number | null {
  if (text === '半') return 0.5
  if (/^\d/.test(text)) return Number(text)
  const [whole, decimals] = text.split('点')
  const number = chineseNumber(whole!)
  if (number === null || decimals === undefined) return number
  const behind = chineseNumber(decimals)
  return behind === null ? null : Number(`${number}.${behind}`)
}

const partsOf = (found: readonly Found[]): QuantityPart[] => found.map(({ amount, unit }) => ({ amount, unit }))

function withoutQuantities(text: string, found: readonly Found[]): string {
  let rest = ''
  let at = 0
  for (const { start, end } of found) {
    rest += `${text.slice(at, start)} `
    at = end
  }
  return rest + text.slice(at)
}

/** Goods and quantities that follow each other: `特一 20袋 饺子粉10包` or `20袋特一 10包饺子粉`. */
function goodsIn(piece: string, found: readonly Found[]): TextItem[] {
  const groups = joined(piece, found)
  const first = groups[0]!
  const leads = clean(piece.slice(0, first[0]!.start)) === ''
  const items: TextItem[] = []
  groups.forEach((group, i) => {
    const start = i === 0 ? 0 : groups[i - 1]!.at(-1)!.end
    const end = group.at(-1)!.end
    const after = groups[i + 1]?.[0]!.start ?? piece.length
    const name = clean(leads ? piece.slice(end, after) : piece.slice(start, group[0]!.start))
    const from = leads ? group[0]!.start : start
    const to = leads ? after : end
    items.push(item('order', name, partsOf(group), piece.slice(from, to)))
  })
  // what stands behind the last quantity of name-first pieces says more of the last goods: 20袋 25kg的
  if (!leads) {
    const rest = clean(piece.slice(groups.at(-1)!.at(-1)!.end))
    const last = items.at(-1)!
    if (rest !== '' && !NOT_GOODS.test(rest) && last.name !== '') last.name = `${last.name} ${rest}`
    else if (rest !== '' && last.name === '') last.name = rest
    else if (rest !== '') items.push(item('note', rest, [], rest))
  }
  return items
}

/** Quantities with nothing between them are one: `3箱5袋`, `1吨零5袋`. */
function joined(piece: string, found: readonly Found[]): Found[][] {
  const groups: Found[][] = []
  for (const quantity of found) {
    const last = groups.at(-1)?.at(-1)
    const between = last ? piece.slice(last.end, quantity.start).trim() : '-'
    if (last && /^(?:零|又|加|\+|外加)?$/.test(between) && last.unit !== '' && quantity.unit !== last.unit)
      groups.at(-1)!.push(quantity)
    else groups.push([quantity])
  }
  return groups
}

/** The words that name something, without what people say around them. */
export function clean(text: string): string {
  let rest = text.trim()
  for (let before = ''; before !== rest;) {
    before = rest
    rest = rest
      // 面: 特一粉
      .replace(/^[^:]{1,8}:\s*(?=\S)/, '')
      .replace(LEADING, '')
      .replace(TRAILING, '')
      .replace(/^[\s:：,，.\-—~+]+|[\s:：,，.\-—~+]+$/g, '')
  }
  return rest
}
