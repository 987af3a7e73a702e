import type { GridRow, ListOption } from '../../../../renderer/components/LineGrid/types.ts'

/** A line as an order page would have it; quantities and prices are kept as plain numbers, the page is only for the tests. */
export interface Line extends GridRow {
  readonly product: string
  readonly code: string
  readonly unit: string
  readonly quantity: number | null
  readonly price: number | null
  readonly source: string
  readonly note: string
}

export interface Good {
  readonly code: string
  readonly barcode: string
  readonly name: string
  readonly initials: string
  readonly spec: string
  readonly stock: number
  readonly price: number
}

const kinds: readonly (readonly [string, string])[] = [
  ['高筋小麦粉', 'gjxmf'],
  ['低筋小麦粉', 'djxmf'],
  ['东北大米', 'dbdm'],
  ['泰国香米', 'tgxm'],
  ['玉米淀粉', 'ymdf'],
  ['糯米粉', 'nmf'],
]

export const goods: readonly Good[] = Array.from({ length: 600 }, (_, index) => {
  const [name, initials] = kinds[index % kinds.length] ?? ['', '']
  const number = Math.floor(index / kinds.length) + 1
  return {
    code: `MF-${String(1001 + index)}`,
    barcode: String(6901234500000 + index * 7),
    name: `${name} ${number} 号`,
    initials: `${initials}${number}`,
    spec: number % 2 === 0 ? '25 kg/袋' : '5 kg×4/箱',
    stock: (index * 37) % 400,
    price: 88 + (index % 40) * 2.5,
  }
})

export function findGoods(text: string): readonly ListOption<Line>[] {
  const wanted = text.toLowerCase()
  const hits = goods.filter(
    (good) =>
      good.initials.startsWith(wanted) ||
      good.name.includes(text) ||
      good.code.toLowerCase().includes(wanted) ||
      good.barcode === text,
  )
  return hits.slice(0, 20).map((good) => ({
    key: good.code,
    codes: [good.code, good.barcode],
    cells: [
      good.code,
      good.name,
      good.spec,
      '袋 · 吨=40袋',
      { text: String(good.stock), tone: good.stock < 50 ? 'warning' : undefined },
      good.price.toFixed(2),
      { text: '11-03', tone: 'quiet' },
    ],
    patch: { product: good.name, code: good.code, unit: '袋' },
  }))
}
