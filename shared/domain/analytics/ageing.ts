import { mulDiv } from '../../money.ts'
import { between, type Facts, type StockDay } from './facts.ts'
import { balancesAt, FLOWS, flowPlaces, INFLOWS } from './stock-flow.ts'
import { keptOf, type StockScope } from './stock-scope.ts'
import { shareValues } from './stock-value.ts'

/** 库龄: how long ago came in what is in stock. Bands by days since it came, both ends included. */
export const AGE_BANDS = ['0-30', '31-60', '61-90', '91-180', '181-'] as const
export type AgeBand = (typeof AGE_BANDS)[number]
/** Last day of each band but the last. */
const BAND_ENDS = [30, 60, 90, 180] as const
const OLDEST = AGE_BANDS.length - 1

export interface StockAges {
  /** By band, then by place of the product: thousandths of the base unit, 1/10000 yuan. */
  quantity: readonly Float64Array[]
  value: readonly Float64Array[]
}

/** Goods that came in on one day and are still there. */
interface Layer {
  day: number
  quantity: number
}

/** What a warehouse holds of a product. */
interface Pile {
  /** The oldest first. */
  layers: Layer[]
  /** Taken though it was not there: what comes next fills it up. */
  lacking: number
  /** Day of the layer that something was last taken from. */
  takenFrom: number
}

/**
 * Ages of the stock in the evening of a day, by receipt layers: what leaves a warehouse takes what came first (先进先出).
 *
 * What comes in from outside, is put together, found or brought back by a customer is as old as the day it came. Goods moved
 * to another warehouse keep their age. A receipt taken back takes the newest, an issue taken back gives back what it took.
 * What comes in of a day is there before what leaves. What was there 181 days before is one layer, the oldest band, so that
 * only the movements since are followed. Layers are worth their share by quantity of what the warehouse holds.
 */
export function ageStock(facts: Facts, question: StockScope & { day: number }): StockAges {
  const { day } = question
  const width = facts.warehouses.length
  const kept = keptOf(facts, question)
  const piles = new Yard(facts, day - BAND_ENDS[3] - 1, kept.products)
  for (const one of between(facts.stock, day - BAND_ENDS[3], day)) piles.move(one)

  const column = () => new Float64Array(facts.products.length)
  const ages = { quantity: AGE_BANDS.map(column), value: AGE_BANDS.map(column) }
  const balances = balancesAt(facts, day)
  shareValues(
    balances.quantity,
    balances.value,
    facts.warehouses.map(({ site }) => site),
  )
  for (let product = 0; product < facts.products.length; product++) {
    if (kept.products[product] === 0) continue
    for (let warehouse = 0; warehouse < width; warehouse++) {
      const cell = product * width + warehouse
      const quantity = balances.quantity[cell]!
      if (kept.warehouses[warehouse] === 0) continue
      // what is lacking, and a value without goods, has no age: it stands with the newest, so that the bands add up
      if (quantity <= 0) {
        ages.quantity[0]![product]! += quantity
        ages.value[0]![product]! += balances.value[cell]!
        continue
      }
      let upTo = 0
      let given = 0
      for (const layer of piles.layersOf(cell)) {
        upTo += layer.quantity
        const share = mulDiv(balances.value[cell]!, upTo, quantity) - given
        given += share
        const band = bandOf(day - layer.day)
        ages.quantity[band]![product]! += layer.quantity
        ages.value[band]![product]! += share
      }
    }
  }
  return ages
}

/** The band of an age in days. */
export function bandOf(days: number): number {
  const band = BAND_ENDS.findIndex((end) => days <= end)
  return band < 0 ? OLDEST : band
}

const [TRANSFER_IN, TRANSFER_OUT] = [FLOWS.indexOf('transfer-in'), FLOWS.indexOf('transfer-out')]

/** All piles of all warehouses, and what is on its way between them, from the evening of a day on. */
class Yard {
  readonly #start: number
  readonly #width: number
  readonly #products: Uint8Array
  readonly #opening: Float64Array
  readonly #types: ReturnType<typeof flowPlaces>
  readonly #piles = new Map<number, Pile>()
  /** By product, the oldest first. */
  readonly #onWay = new Map<number, Layer[]>()

  constructor(facts: Facts, start: number, products: Uint8Array) {
    this.#start = start
    this.#width = facts.warehouses.length
    this.#products = products
    this.#opening = balancesAt(facts, start).quantity
    this.#types = flowPlaces(facts.movementTypes)
    for (const day of between(facts.stock, -Infinity, start)) {
      this.#each(day, isTransfer, (cell, quantity) => {
        const layers = this.#wayOf(cell)
        if (layers.length === 0) layers.push({ day: start, quantity: 0 })
        layers[0]!.quantity -= quantity
      })
    }
    for (const layers of this.#onWay.values()) if (layers[0]!.quantity <= 0) layers.pop()
  }

  /** Follows the movements of a day: what comes in, what is moved, what leaves. */
  move(day: StockDay): void {
    this.#each(day, comesIn, (cell, quantity, flow) => {
      const pile = this.#pileOf(cell)
      put(pile, { day: flow < INFLOWS.length ? day.day : pile.takenFrom, quantity })
    })
    this.#each(day, isSent, (cell, quantity) => {
      for (const layer of take(this.#pileOf(cell), -quantity, false, day.day)) insert(this.#wayOf(cell), layer)
    })
    this.#each(day, arrives, (cell, quantity) => {
      const onWay: Pile = { layers: this.#wayOf(cell), lacking: 0, takenFrom: 0 }
      for (const layer of take(onWay, quantity, false, day.day)) put(this.#pileOf(cell), layer)
    })
    this.#each(day, leaves, (cell, quantity, flow) => {
      take(this.#pileOf(cell), -quantity, flow < INFLOWS.length, day.day)
    })
  }

  /** What is there, the oldest first. */
  layersOf(cell: number): readonly Layer[] {
    return this.#piles.get(cell)?.layers ?? [{ day: this.#start, quantity: this.#opening[cell]! }]
  }

  #each(day: StockDay, is: Kind, follow: (cell: number, quantity: number, flow: number) => void): void {
    for (let i = 0; i < day.count; i++) {
      const quantity = day.quantity[i]!
      if (quantity === 0 || this.#products[day.product[i]!] === 0) continue
      const flow = this.#types[day.type[i]!]![Math.sign(quantity) + 1]!
      if (is(quantity, flow)) follow(day.product[i]! * this.#width + day.warehouse[i]!, quantity, flow)
    }
  }

  #pileOf(cell: number): Pile {
    let pile = this.#piles.get(cell)
    if (!pile) {
      const quantity = this.#opening[cell]!
      const layers = quantity > 0 ? [{ day: this.#start, quantity }] : []
      this.#piles.set(cell, (pile = { layers, lacking: Math.max(0, -quantity), takenFrom: this.#start }))
    }
    return pile
  }

  #wayOf(cell: number): Layer[] {
    const product = Math.floor(cell / this.#width)
    let layers = this.#onWay.get(product)
    if (!layers) this.#onWay.set(product, (layers = []))
    return layers
  }
}

type Kind = (quantity: number, flow: number) => boolean
const isTransfer: Kind = (_, flow) => flow === TRANSFER_IN || flow === TRANSFER_OUT
const comesIn: Kind = (quantity, flow) => quantity > 0 && !isTransfer(quantity, flow)
const isSent: Kind = (quantity, flow) => quantity < 0 && isTransfer(quantity, flow)
const arrives: Kind = (quantity, flow) => quantity > 0 && isTransfer(quantity, flow)
const leaves: Kind = (quantity, flow) => quantity < 0 && !isTransfer(quantity, flow)

function put(pile: Pile, layer: Layer): void {
  const filled = Math.min(pile.lacking, layer.quantity)
  pile.lacking -= filled
  if (layer.quantity > filled) insert(pile.layers, { ...layer, quantity: layer.quantity - filled })
}

/** Keeps layers in order of their days. */
function insert(layers: Layer[], layer: Layer): void {
  let at = layers.length
  while (at > 0 && layers[at - 1]!.day > layer.day) at--
  if (at > 0 && layers[at - 1]!.day === layer.day) layers[at - 1]!.quantity += layer.quantity
  else layers.splice(at, 0, { ...layer })
}

/** Takes from a pile, the newest or the oldest first. @returns what was taken; what was not there counts as of `day` */
function take(pile: Pile, quantity: number, newest: boolean, day: number): Layer[] {
  const taken: Layer[] = []
  let left = quantity
  while (left > 0 && pile.layers.length > 0) {
    const layer = pile.layers[newest ? pile.layers.length - 1 : 0]!
    const part = Math.min(left, layer.quantity)
    taken.push({ day: layer.day, quantity: part })
    left -= part
    layer.quantity -= part
    if (!newest) pile.takenFrom = layer.day
    if (layer.quantity === 0) {
      if (newest) pile.layers.pop()
      else pile.layers.shift()
    }
  }
  if (left > 0) {
    pile.lacking += left
    taken.push({ day, quantity: left })
  }
  return taken
}
