import { addDays, dayAt, type Day } from '../../../../shared/day.ts'
import { EMPTY_RULE, type PromotionRule } from '../../../../shared/domain/promotion/promotion.ts'
import type { Price } from '../../../../shared/money.ts'
import { workday } from './calendar.ts'
import { gradePrice, GRADE_SHARE, ZONE, type SampleBuyer, type SampleProduct } from './master-data.ts'
import type { YearContext } from './year.ts'

/** Cheaper by the pallet and by the truck: from base units on, share of the price. */
const STEPS = [
  { from: 80, share: 0.985 },
  { from: 200, share: 0.975 },
] as const

/** An agreed price or a special price, for some days. */
export interface DatedPrice {
  productId: string
  /** null: whoever has no price of a grade. */
  customerId: string | null
  price: Price
  fromDay: Day
  toDay: Day
}

const tenth = (price: number): Price => Math.round(price / 1000) * 1000

/** What the desk is offered for a line: agreed, of the grade or by quantity, special, list. Base units, per base unit. */
export function priceFor(year: YearContext, buyer: SampleBuyer, product: SampleProduct, quantity: number): Price {
  const day = dayAt(year.clock.now(), ZONE)
  const dated = (customerId: string | null) =>
    year.dated.find(
      (d) => d.productId === product.id && d.customerId === customerId && d.fromDay <= day && day <= d.toDay,
    )
  const agreed = dated(buyer.id)
  if (agreed) return agreed.price
  const step = product.steps ? STEPS.findLast((s) => quantity >= s.from) : undefined
  if (step) return tenth(gradePrice(product.price, buyer.grade) * step.share)
  if (buyer.grade in GRADE_SHARE) return gradePrice(product.price, buyer.grade)
  return dated(null)?.price ?? product.price
}

/** Prices by quantity of the grades and of the list, as far as a product has them. */
async function setSteps(year: YearContext, products: readonly SampleProduct[]): Promise<void> {
  const { owner } = year.staff
  const stepped = products.filter((p) => p.steps)
  if (stepped.length === 0) return
  const tiers = (price: Price) => STEPS.map((s) => ({ minQuantity: s.from * 1000, price: tenth(price * s.share) }))
  const cell = (p: SampleProduct) => ({ productId: p.id, unit: p.unit, customerId: null })
  await owner.pricing.apply({
    id: year.makeId(),
    source: 'grid',
    fromDay: null,
    changes: stepped.flatMap((p) => [
      { ...cell(p), kind: 'break' as const, grade: '', tiers: tiers(p.price) },
      ...Object.keys(GRADE_SHARE).map((grade) => {
        const price = gradePrice(p.price, grade)
        return { ...cell(p), kind: 'level' as const, grade, tiers: [{ minQuantity: 0, price }, ...tiers(price)] }
      }),
    ]),
  })
}

/** The price list of the first day. */
export const openPrices = (year: YearContext): Promise<void> => setSteps(year, year.products)

/** Every quarter a third of the goods gets dearer or cheaper by a few percent. */
export async function changePrices(year: YearContext, day: Day): Promise<void> {
  const { random, clock, products } = year
  clock.go(day, 7, 20)
  const changed = products.filter(() => random.chance(0.33))
  for (const product of changed) {
    product.price = Math.round((product.price * random.between(970, 1035)) / 1_000_000) * 1000
    await setPrice(year, product)
  }
  await setSteps(year, changed)
}

async function setPrice(year: YearContext, product: SampleProduct): Promise<void> {
  const { owner } = year.staff
  const view = await owner.products.get({ id: product.id })
  const floorPrice = Math.min(view.floorPrice!, Math.round(product.price * 0.00092) * 1000)
  await owner.products.update({ ...view, salePrice: product.price, floorPrice })
  for (const grade of Object.keys(GRADE_SHARE)) {
    await owner.pricing.setLevelPrice({
      grade,
      productId: product.id,
      unit: product.unit,
      price: gradePrice(product.price, grade),
    })
  }
}

/** Agreements and promotions, each made a few days before it begins. */
export async function makeOffers(year: YearContext, day: Day): Promise<void> {
  const before = (days: number) => addDays(year.lastDay, -days)
  year.clock.go(day, 7, 25)
  if (day === workday(before(110))) await agreeContracts(year, before(105), addDays(year.lastDay, 75))
  for (const offer of offersOf(year)) if (day === workday(before(offer.made))) await promote(year, offer)
}

/** Four good customers have a price agreed for what they take most; one agreement is over, one still to come. */
async function agreeContracts(year: YearContext, fromDay: Day, toDay: Day): Promise<void> {
  const wholesale = year.buyers.filter((b) => b.grade === 'A' && b.size > 3).slice(0, 4)
  for (const [i, buyer] of wholesale.entries()) {
    for (const { product } of buyer.usual.slice(0, 3)) {
      const until = i === 3 ? addDays(fromDay, 60) : toDay
      const price = tenth(product.price * 0.95)
      const contract = { customerId: buyer.id, productId: product.id, price, fromDay, toDay: until }
      await year.staff.owner.pricing.setContractPrice({ ...contract, unit: product.unit })
      year.dated.push(contract)
    }
  }
}

interface Offer {
  name: string
  kind: 'gift' | 'off' | 'price'
  /** Days before the last day: when it is made, begins and ends (less than 0: after it). */
  made: number
  from: number
  to: number
  budget?: number
  rule: Partial<PromotionRule>
}

function offersOf(year: YearContext): Offer[] {
  const goods = (filter: (p: SampleProduct) => boolean) => year.products.filter(filter)
  const ids = (filter: (p: SampleProduct) => boolean) => goods(filter).map((p) => p.id)
  const noodles = (p: SampleProduct) => p.type === '挂面/普通挂面'
  const smallRice = goods((p) => p.type === '大米/小包装')
  return [
    {
      name: '开学季小包装米特价',
      kind: 'price',
      made: 98,
      from: 92,
      to: 62,
      rule: { prices: smallRice.map((p) => ({ productId: p.id, unit: p.unit, price: tenth(p.price * 0.96) })) },
    },
    {
      name: '高筋粉买20赠1',
      kind: 'gift',
      made: 63,
      from: 59,
      to: -25,
      budget: 2_000_000,
      rule: {
        productIds: ids((p) => p.type === '面粉/高筋粉' && p.use === '烘焙'),
        mixed: false,
        everyQuantity: 20_000,
        gifts: [{ productId: null, unit: '', quantity: 1000 }],
      },
    },
    {
      name: '挂面满1000减30',
      kind: 'off',
      made: 47,
      from: 45,
      to: -15,
      rule: { productIds: ids(noodles), everyAmount: 100_000, off: 3_000, maxTimes: 5 },
    },
    {
      name: '烘焙客户满3000赠挂面一箱',
      kind: 'gift',
      made: 30,
      from: 26,
      to: -10,
      budget: 300_000,
      rule: {
        grades: ['A'],
        productIds: ids((p) => p.use === '烘焙'),
        everyAmount: 300_000,
        maxTimes: 2,
        gifts: [{ productId: goods(noodles)[0]!.id, unit: '箱', quantity: 1000 }],
      },
    },
    {
      name: '元旦备货满5000减80',
      kind: 'off',
      made: 5,
      from: -12,
      to: -42,
      rule: { everyAmount: 500_000, off: 8_000, maxTimes: 3 },
    },
  ]
}

async function promote(year: YearContext, offer: Offer): Promise<void> {
  const fromDay = addDays(year.lastDay, -offer.from)
  const toDay = addDays(year.lastDay, -offer.to)
  await year.staff.owner.pricing.savePromotion({
    id: year.makeId(),
    version: 0,
    name: offer.name,
    kind: offer.kind,
    fromDay,
    toDay,
    priority: 10,
    exclusive: false,
    rule: { ...EMPTY_RULE, ...offer.rule },
    budget: offer.budget ?? null,
    notes: '',
  })
  for (const { productId, price } of offer.rule.prices ?? [])
    year.dated.push({ productId, customerId: null, price, fromDay, toDay })
}
