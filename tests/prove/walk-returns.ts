import fc from 'fast-check'
import type { Inputs } from '../../shared/contract/index.ts'
import { addDays } from '../../shared/day.ts'
import { newId } from '../../shared/ids.ts'
import { DISPOSITIONS, RETURN_ACTIONS, type ReturnAction } from '../../shared/domain/returns/states.ts'
import { equal } from './proof.ts'
import { bookedOn, holds, noteOf, outcome, pick, step, today } from './walk-world.ts'
import type { Command, WalkModel, WalkWorld } from './walk-world.ts'

type Wanted = Inputs['returns']['save']['wanted']

/** What one return of the walk takes back. */
interface TypedReturn {
  /** Share of what is left of each bill's line, percent. */
  percent: number
  disposition: (typeof DISPOSITIONS)[number]
  daysAgo: number
  /** 1/10000 yuan; null: the bill's. */
  price: number | null
}

const STEPS = RETURN_ACTIONS.filter((action) => action !== 'edit')

/** Returns with and without bill, exchanges, price differences, and what was missing when a note arrived. */
export function returnCommands(): fc.Arbitrary<Command>[] {
  const who = fc.nat(4)
  const which = fc.nat(1000)
  const typed = fc.record({
    percent: fc.constantFrom(10, 30, 100),
    disposition: fc.constantFrom(...DISPOSITIONS),
    daysAgo: fc.constantFrom(0, 0, 1, 5),
    price: fc.constantFrom(null, null, 30_000, 700_000),
  })
  return [
    fc.tuple(who, which, typed).map(([user, note, back]) => takeBack(user, note, back)),
    fc.tuple(who, fc.nat(1), fc.nat(2), typed).map(([...choice]) => takeBackWithoutBill(...choice)),
    fc.tuple(who, which, fc.constantFrom(-500, 100, 3000)).map(([...choice]) => giveOff(...choice)),
    fc.tuple(who, which, typed).map(([user, note, back]) => missAtDoor(user, note, back)),
    ...[1, 2].map(() =>
      fc.tuple(who, which, fc.constantFrom(...STEPS)).map(([user, one, action]) => onReturn(action, user, one)),
    ),
  ]
}

/** A draft of part of a note's goods. */
function takeBack(user: number, which: number, back: TypedReturn): Command {
  return step(`return ${JSON.stringify([user, which, back])}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const { disposition, percent, price } = back
    const bills = await world.users[0]!.returns.returnable({ shipmentId: note.id })
    const lines = bills.map(({ shipmentId, lineNo, productId, unit, left }) => {
      const quantity = Math.max(1, Math.floor((left * percent) / 100))
      const bill = { shipmentId, lineNo }
      return { bill, productId, unit, quantity, price, reason: 'quality' as const, disposition }
    })
    if (lines.length === 0) return
    await draft(model, world, user, { customerId: note.customerId, day: dayOf(world, back), lines })
  })
}

function takeBackWithoutBill(user: number, customer: number, product: number, back: TypedReturn): Command {
  return step(`return without bill ${JSON.stringify([user, customer, product, back])}`, async (model, world) => {
    const { disposition, percent, price } = back
    const productId = world.products[product]!.id
    const line = { productId, unit: '袋', quantity: percent * 100, price, reason: 'slow-moving' as const, disposition }
    const customerId = world.customers[customer]!.id
    const wanted = { customerId, day: dayOf(world, back), withoutBill: '单据丢失', lines: [line] }
    await draft(model, world, user, wanted)
  })
}

/** A price difference on a note's first line; below 0 the customer owes more. */
function giveOff(user: number, which: number, amount: number): Command {
  return step(`allowance ${user} ${which} ${amount}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const [bill] = await world.users[0]!.returns.returnable({ shipmentId: note.id })
    if (!bill) return
    const { shipmentId, lineNo, productId, unit, left } = bill
    const line = { bill: { shipmentId, lineNo }, productId, unit, quantity: left, amount, reason: 'price' as const }
    await draft(model, world, user, { kind: 'allowance', customerId: note.customerId, lines: [line] })
  })
}

async function draft(model: WalkModel, world: WalkWorld, user: number, wanted: Wanted): Promise<void> {
  const result = await outcome(world.users[user]!.returns.save({ id: newId(), version: 0, wanted }))
  // no price known, one above what was paid, more than is left of the bill
  if (result.code === 'RULE') return
  equal(result.code, (await holds(world, user, 'returns.edit')) ? null : 'FORBIDDEN', 'a draft return')
  if (result.code === null) model.returns.push({ id: result.value.id })
}

/** 签收差异: posted at once. */
function missAtDoor(user: number, which: number, back: TypedReturn): Command {
  return step(`shortage ${JSON.stringify([user, which, back])}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    const line = note && pick(note.lines, which)
    if (!line) return
    const { disposition, percent } = back
    const quantity = Math.max(1, Math.floor((line.quantity * percent) / 100))
    const place = disposition === 'supplier' ? 'none' : disposition
    const lines = [{ lineNo: line.lineNo, quantity, cause: 'damaged' as const, disposition: place }]
    const id = newId()
    const result = await outcome(world.users[user]!.returns.shortage({ id, shipmentId: note.id, lines }))
    if (result.code === 'RULE') return
    const may = await holds(world, user, 'returns.edit')
    const expected = !may ? 'FORBIDDEN' : note.status === 'posted' ? null : 'WRONG_STATE'
    equal(result.code, expected, `what is missing of a note ${note.status}`)
    if (result.code === null) await bookReturn(model, world, id, 1)
  })
}

function onReturn(action: Exclude<ReturnAction, 'edit'>, user: number, which: number): Command {
  return step(`${action} return ${user} ${which}`, async (model, world) => {
    const chosen = pick(model.returns, which)
    if (!chosen) return
    const client = world.users[user]!.returns
    const { id, version, status, actions } = await client.get({ id: chosen.id })
    const change = { id, version, reason: '走一遍' }
    const orderId = newId()
    const result = await outcome(
      action === 'exchange' ? client.exchange({ id, version, orderId }) : client[action](change),
    )
    // goods that have left again, bills that changed since
    if (result.code === 'RULE' || (result.code === 'SHORTAGE' && action === 'void')) return
    const seen = `${action} of a return ${status}, refused with ${result.code}`
    equal(result.code === null, actions.includes(action), seen)
    if (result.code !== null) return
    if (action === 'exchange') model.orders.push({ id: orderId })
    const { status: after } = result.value
    if (status !== 'posted' && after === 'posted') await bookReturn(model, world, id, 1, false)
    if (status === 'posted' && after === 'void') await bookReturn(model, world, id, -1)
  })
}

/** A posted return lowers the debt and brings back what was not lost; taking it back does the opposite, on the day of that. */
export async function bookReturn(
  model: WalkModel,
  world: WalkWorld,
  id: string,
  sign: 1 | -1,
  isNew = sign === 1,
): Promise<void> {
  const { customerId, kind, day, total, lines } = await world.users[0]!.returns.get({ id })
  const customer = world.customers.findIndex((one) => one.id === customerId)
  if (isNew) model.returns.push({ id })
  bookedOn(model, customer, sign === 1 ? day : today(world), -sign * total!)
  if (kind === 'allowance') return
  for (const { productId, quantity, disposition } of lines) {
    if (disposition === 'scrap' || disposition === 'none') continue
    model.onHand[world.products.findIndex((one) => one.id === productId)]! += sign * quantity
  }
}

const dayOf = (world: WalkWorld, { daysAgo }: TypedReturn) => addDays(today(world), -daysAgo)
