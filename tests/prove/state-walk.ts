import fc from 'fast-check'
import { openReader } from '../../electron/backend/db/open.ts'
import { ORDER_ACTIONS } from '../../shared/domain/order/actions.ts'
import { states as english } from '../../shared/i18n/en/states.ts'
import { delivery as englishTrips } from '../../shared/i18n/en/delivery.ts'
import { delivery as chineseTrips } from '../../shared/i18n/zh-CN/delivery.ts'
import { states as chinese } from '../../shared/i18n/zh-CN/states.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { makeCustomer, makeProduct } from '../support/make.ts'
import { equal, type Proof } from './proof.ts'
import { walkCommands } from './walk-commands.ts'
import { endTrips } from './walk-trips.ts'
import { emptyModel, walkWorld, type WalkModel, type WalkWorld } from './walk-world.ts'

const OPENING_BAGS = 100_000
/** Steps after which a day passes, so that debts become overdue and reviews differ. */
const STEPS_A_DAY = 400
/** Steps that make another order; they rest once there are enough. */
const MAKES_ORDER = /^(submit \[|save |copy |split |exchange )/

/**
 * One company for a long time: random allowed and refused actions by people of all roles, with levels of approval and a
 * deputy, over up to 2,000 orders. After it the books verify, every order has a word in both languages and a way on unless it
 * is finished, and for every customer on every day the receivables are the bills less the receipts, to the 分.
 */
export const stateWalkProof: Proof = async ({ reduced }) => {
  const actions = reduced ? 500 : 100_000
  const mostOrders = reduced ? 120 : 2000
  const company = await createTestCompany()
  let closed = false
  try {
    const { client } = company
    await setLevels(company)
    const products = [
      await makeProduct(client, { stock: OPENING_BAGS, floorPrice: 600_000 }),
      await makeProduct(client, { stock: OPENING_BAGS, saleMinimum: 2000 }),
      await makeProduct(client, {}),
    ]
    const customers = [
      await makeCustomer(client, { creditDays: 5 }),
      await makeCustomer(client, { creditLimit: 5_000_000, creditDays: 0 }),
    ]
    const world = await walkWorld(company, { products, customers })
    const model = emptyModel([OPENING_BAGS * 1000, OPENING_BAGS * 1000, 0], customers.length)
    for (let part = 0; world.steps < actions; part++) {
      const commands = fc.sample(fc.oneof(...walkCommands()), { numRuns: 500, seed: 20_261_123 + part })
      for (const command of commands) {
        if (model.orders.length >= mostOrders && MAKES_ORDER.test(String(command))) continue
        try {
          await command.run(model, world)
        } catch (error) {
          throw new Error(`after ${world.steps} steps, at ${String(command)}`, { cause: error })
        }
        if (world.steps % STEPS_A_DAY === 0) company.clock.advance(86_400_000)
        if (world.steps === actions) break
      }
    }
    const seen = await everyOrderHasAWayOn(model, world)
    const states = await everyReturnHasAWayOn(model, world)
    await endTrips(model, world)
    const days = receivablesAddUp(company, model, world)
    closed = true
    // verifies before it closes
    await company.close()
    return `${world.steps} actions over ${model.orders.length} orders, ${model.returns.length} returns and ${model.trips.length} trips (${[...seen, ...states].join(', ')}), ${days} customer days to the 分; verify clean`
  } finally {
    if (!closed) await company.application.close()
  }
}

/** Orders from 10,000 yuan on also need the owner; the cashier stands in for the reviewer. */
async function setLevels({ client }: TestCompany): Promise<void> {
  const roles = await client.users.roles()
  const idOf = (code: string) => roles.find((role) => role.code === code)!.id
  const now = await client.company.get()
  const levels = [
    { fromAmount: 0, roleId: idOf('reviewer') },
    { fromAmount: 1_000_000, roleId: idOf('owner') },
  ]
  await client.company.update({ ...now, settings: { ...now.settings, review: { ...now.settings.review, levels } } })
}

/** Words in both languages, and an action for somebody unless the order is done. @returns the states reached */
async function everyOrderHasAWayOn(model: WalkModel, world: WalkWorld): Promise<string[]> {
  const seen = new Set<string>()
  for (const { id } of model.orders) {
    const views = await Promise.all(world.users.map((user) => user.orders.get({ id })))
    const { status, review, closed } = views[0]!
    seen.add(status)
    for (const texts of [chinese, english]) equal(`order.${status}` in texts, true, `a word for ${status}`)
    const actions = new Set(views.flatMap((view) => view.actions).filter((action) => action !== 'copy'))
    const isDone = closed !== 'open' || ['shipped', 'completed'].includes(status)
    equal(isDone || actions.size > 0, true, `a way on from ${status} (${review}) of ${ORDER_ACTIONS.join(' ')}`)
  }
  return [...seen].sort()
}

/** The same for returns and, in words alone, for trips: those are all ended. @returns the states reached */
async function everyReturnHasAWayOn(model: WalkModel, world: WalkWorld): Promise<string[]> {
  const seen = new Set<string>()
  for (const { id } of model.returns) {
    const views = await Promise.all(world.users.slice(0, 4).map((user) => user.returns.get({ id })))
    const { status } = views[0]!
    seen.add(`return ${status}`)
    for (const texts of [chinese, english]) equal(`salesReturn.${status}` in texts, true, `a word for ${status}`)
    const isDone = status === 'posted' || status === 'void'
    equal(isDone || views.some((view) => view.actions.length > 0), true, `a way on from a return ${status}`)
  }
  for (const { id } of model.trips) {
    const { status } = await world.users[0]!.trips.get({ id })
    seen.add(`trip ${status}`)
    for (const texts of [chineseTrips, englishTrips]) equal(`state.${status}` in texts, true, `a word for ${status}`)
  }
  return [...seen].sort()
}

/** For every customer on every day: what the ledger says equals bills less receipts as they were booked. @returns days compared */
function receivablesAddUp(company: TestCompany, model: WalkModel, world: WalkWorld): number {
  const reader = openReader(company.application.folder.companyFile(company.companyId))
  const rows = reader
    .prepare<[], { customer_id: string; day: string; amount: number }>(
      'select customer_id, day, sum(amount) as amount from receivable_entry group by customer_id, day',
    )
    .all()
  reader.close()
  const found = new Map(
    rows.map((row) => [`${world.customers.findIndex((one) => one.id === row.customer_id)} ${row.day}`, row.amount]),
  )
  for (const key of new Set([...found.keys(), ...model.booked.keys()]))
    equal(found.get(key) ?? 0, model.booked.get(key) ?? 0, `receivables of customer ${key}`)
  return found.size
}
