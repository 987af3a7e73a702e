import { describe, expect, it } from 'vitest'
import { SAMPLE_GOODS, ownBarcode } from '../../../electron/backend/features/sample/goods.ts'
import { pinyinOf } from '../../../electron/backend/pinyin.ts'
import { indexGoods, type Customs, type TextGoods } from '../../../shared/domain/order-text/goods.ts'
import { readOrderText, type LastLine, type TextLine } from '../../../shared/domain/order-text/read.ts'
import { chineseNumber } from '../../../shared/domain/order-text/numbers.ts'
import { CUSTOMERS, GOODS, MESSAGES } from './messages.ts'

/** The sample company's goods by their keys. */
function sampleGoods(): Map<string, TextGoods> {
  const keys = new Map(Object.entries(GOODS).map(([key, [name, spec]]) => [`${name} ${spec}`, key]))
  return new Map(
    SAMPLE_GOODS.map((g, i) => {
      const key = keys.get(`${g.name} ${g.spec}`)!
      const units = [
        { unit: g.unit, factor: 1000 },
        ...g.packs.map(({ unit, base }) => ({ unit, factor: base * 1000 })),
      ]
      const initials = pinyinOf(g.name).initials.map((word) => word.toLowerCase().replace(/\s/g, ''))
      return [
        key,
        {
          id: key,
          code: `P${String(i + 1).padStart(4, '0')}`,
          name: g.name,
          brand: g.brand,
          spec: g.spec,
          kind: g.type,
          initials,
          barcodes: [ownBarcode(i + 1)],
          units,
          weight: g.kilograms * 1000,
        },
      ]
    }),
  )
}

const goods = sampleGoods()
const index = indexGoods([...goods.values()])

function customsOf(customer: string): Customs {
  const usual = CUSTOMERS[customer]!.split(' ').filter(Boolean)
  return {
    habits: new Map(
      usual.map((key, rank) => [key, { times: 40 - rank, unit: goods.get(key)!.units[0]!.unit, quantity: 10_000 }]),
    ),
    aliases: new Map(),
  }
}

interface Case {
  customer: string
  message: string
  last: string
  answer: { goods: string | null; quantity: number; certain: boolean }[]
}

const CASES: Case[] = MESSAGES.split('\n')
  .filter((row) => row.includes(' | '))
  .map((row) => {
    const [who, message, answer] = row.split(' | ') as [string, string, string]
    const [, customer, last = ''] = /^(\w+)(?:\s*\{(.*)\})?$/.exec(who.trim())!
    return {
      customer: customer!,
      message: message.replaceAll('\\n', '\n').replaceAll('\\t', '\t'),
      last,
      answer: answer.split(',').map((part) => {
        const certain = !part.includes('[')
        const [goods, quantity] = part.replace(/[[\]]/g, '').trim().split(' ')
        return goods === '?'
          ? { goods: null, quantity: 0, certain }
          : { goods: goods!, quantity: Number(quantity), certain }
      }),
    }
  })

function read({ customer, message, last }: Case): TextLine[] {
  const lastOrder: LastLine[] = last
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [key, quantity] = part.trim().split(' ')
      const known = goods.get(key!)!
      return { goods: known, unit: known.units[0]!.unit, quantity: Number(quantity) * 1000 }
    })
  return readOrderText(message, index, customsOf(customer), lastOrder).lines
}

const isRight = (line: TextLine | undefined, wanted: Case['answer'][number]): boolean =>
  line !== undefined &&
  (line.goods?.id ?? null) === wanted.goods &&
  (wanted.goods === null || line.quantity === wanted.quantity * 1000)

describe('orders as customers write them', () => {
  it('has two hundred messages', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(200)
    for (const { answer } of CASES) for (const { goods } of answer) expect(goods === null || goods in GOODS).toBe(true)
  })

  it('gets 95 of 100 lines right at first, and shows no wrong one as sure', () => {
    let wanted = 0
    let right = 0
    let sure = 0
    const wrong: string[] = []
    const wronglySure: string[] = []
    for (const one of CASES) {
      const lines = read(one)
      const said = lines.map((l) => `${l.goods?.id ?? '?'} ${(l.quantity ?? 0) / 1000} ${l.confidence}`).join(', ')
      one.answer.forEach((answer, i) => {
        wanted++
        const line = lines[i]
        if (isRight(line, answer)) right++
        else wrong.push(`${one.message} → ${said}`)
        if (line?.confidence === 'sure') {
          sure++
          if (!isRight(line, answer) || !answer.certain) wronglySure.push(`${one.message} → ${said}`)
        }
      })
      for (const line of lines.slice(one.answer.length)) {
        wrong.push(`${one.message} → too many: ${said}`)
        if (line.confidence === 'sure') wronglySure.push(`${one.message} → ${said}`)
      }
    }
    const note = `${right} of ${wanted} lines right, ${sure} sure, wrong:\n${[...new Set(wrong)].join('\n')}`
    expect(wronglySure, note).toEqual([])
    expect(right / wanted, note).toBeGreaterThanOrEqual(0.95)
    // green lines are what saves the clerk's time
    expect(sure / wanted, note).toBeGreaterThanOrEqual(0.8)
  })

  it('keeps the words of what it does not know', () => {
    const [, line] = read({ customer: 'canteen', message: '特一20袋 酱油5箱', last: '', answer: [] })
    expect(line).toMatchObject({ source: '酱油5箱', words: '酱油', confidence: 'unknown', unit: '箱' })
  })

  it('knows what a customer calls the goods', () => {
    const customs = { ...customsOf('canteen'), aliases: new Map([['红袋子', 'ty']]) }
    const { lines } = readOrderText('红袋子 10袋', index, customs)
    expect(lines).toMatchObject([{ goods: { id: 'ty' }, quantity: 10_000, confidence: 'sure' }])
  })
})

describe('Chinese numbers', () => {
  it.each([
    ['十', 10],
    ['十五', 15],
    ['二十', 20],
    ['两百', 200],
    ['一百二', 120],
    ['一百二十', 120],
    ['一百零五', 105],
    ['三千五', 3500],
    ['一万二', 12_000],
    ['二〇', 20],
  ])('%s is %d', (text, number) => expect(chineseNumber(text)).toBe(number))
})
