import fc from 'fast-check'
import type { Inputs, Outputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { equal } from './proof.ts'
import { bookReturn } from './walk-returns.ts'
import { bookedToday, done, holds, outcome, pick, step } from './walk-world.ts'
import type { Command, WalkModel, WalkWorld } from './walk-world.ts'

type Trip = Outputs['trips']['get']
type Report = Inputs['trips']['report']
type TypedReport = { result: Report['result']; short: boolean; money: number }

/** Trips from planning to the driver's cash, with whatever happens at the door. */
export function tripCommands(): fc.Arbitrary<Command>[] {
  const who = fc.nat(4)
  const which = fc.nat(1000)
  const told = fc.record({
    result: fc.constantFrom('delivered', 'signed', 'signed', 'refused', 'back'),
    short: fc.boolean(),
    money: fc.constantFrom(0, 0, 5000, 80_000),
  })
  return [
    fc.tuple(who, fc.nat(3)).map(([user, notes]) => planTrip(user, notes)),
    fc.tuple(who, which).map(([user, trip]) => leave(user, trip)),
    ...[1, 2, 3].map(() =>
      fc.tuple(who, which, which, told).map(([user, trip, note, one]) => tellStop(user, trip, note, one)),
    ),
    fc.tuple(who, which, fc.constantFrom(0, 100)).map(([user, trip, missing]) => handIn(user, trip, missing)),
    fc.tuple(who, which).map(([user, trip]) => dropTrip(user, trip)),
  ]
}

function planTrip(user: number, notes: number): Command {
  return step(`trip ${user} ${notes}`, async (model, world) => {
    const waiting = await world.users[0]!.trips.candidates({})
    const shipmentIds = waiting.slice(0, notes).map((one) => one.shipmentId)
    const result = await outcome(
      world.users[user]!.trips.save({ id: newId(), version: 0, ...world.fleet, shipmentIds }),
    )
    equal(result.code, (await holds(world, user, 'delivery.edit')) ? null : 'FORBIDDEN', 'planning a trip')
    if (result.code === null) model.trips.push({ id: result.value.id })
  })
}

function leave(user: number, which: number): Command {
  return step(`depart ${user} ${which}`, async (model, world) => {
    const trip = await tripOf(model, world, which)
    if (!trip) return
    const result = await outcome(world.users[user]!.trips.depart({ id: trip.id, version: trip.version }))
    // empty, or with a note that is not confirmed
    const ready = trip.notes.length > 0 && trip.notes.every((note) => note.status === 'posted')
    const planned = trip.status === 'planned' ? (ready ? null : 'RULE') : 'WRONG_STATE'
    equal(result.code, await unlessForbidden(world, user, 'delivery.edit', planned), `leaving of a trip ${trip.status}`)
  })
}

function tellStop(user: number, which: number, stop: number, told: TypedReport): Command {
  return step(`stop ${JSON.stringify([user, which, stop, told])}`, async (model, world) => {
    const trip = await tripOf(model, world, which)
    const note = trip && pick(trip.notes, stop)
    if (!note) return
    const result = await outcome(tell(model, world, user, trip, note, told))
    if (!(await holds(world, user, 'delivery.edit'))) return equal(result.code, 'FORBIDDEN', 'telling of a stop')
    if (trip.status !== 'underway') return equal(result.code, 'WRONG_STATE', `a stop of a trip ${trip.status}`)
    // goods that came back meanwhile, money for nothing, an end that was told before
    const isPlain = told.result !== 'refused' && !told.short && (told.result !== 'back' || told.money === 0)
    if (note.result === 'open' && isPlain) done(result)
    else if (result.code !== null) equal(['RULE', 'WRONG_STATE'].includes(result.code), true, `a stop: ${result.code}`)
  })
}

/** Tells how a stop ended and books what was not taken at the door. */
async function tell(
  model: WalkModel,
  world: WalkWorld,
  user: number,
  trip: Trip,
  note: Trip['notes'][number],
  { result, short, money }: TypedReport,
): Promise<void> {
  const [{ shipmentId, version }, returnId] = [note, newId()]
  const line = (await world.users[0]!.shipments.get({ id: shipmentId })).lines.find((one) => one.quantity > 0)
  const missing = (all: number) => ({
    quantity: Math.ceil(all / 2),
    cause: 'short' as const,
    disposition: 'none' as const,
  })
  const lines = line && result === 'signed' && short ? [{ lineNo: line.lineNo, ...missing(line.quantity) }] : []
  const taken = money > 0 ? [{ id: newId(), method: 'cash' as const, amount: money }] : []
  const report = { id: trip.id, shipmentId, version, result, returnId, lines, money: taken }
  await world.users[user]!.trips.report(report)
  const related = await world.users[0]!.returns.related({ shipmentId })
  if (related.returns.some((one) => one.id === returnId)) await bookReturn(model, world, returnId, 1)
}

function handIn(user: number, which: number, missing: number): Command {
  return step(`hand in ${user} ${which} ${missing}`, async (model, world) => {
    const trip = await tripOf(model, world, which)
    if (!trip) return
    const { id, version, status } = trip
    const handedIn = Math.max(0, trip.cash - missing)
    const result = await outcome(world.users[user]!.trips.handIn({ id, version, handedIn }))
    const isDone = trip.notes.every((note) => note.result !== 'open')
    const expected = status === 'underway' ? (isDone ? null : 'RULE') : 'WRONG_STATE'
    equal(result.code, await unlessForbidden(world, user, 'settlement.edit', expected), `handing in, ${status}`)
    if (result.code === null) bookMoney(model, world, trip)
  })
}

function dropTrip(user: number, which: number): Command {
  return step(`drop ${user} ${which}`, async (model, world) => {
    const trip = await tripOf(model, world, which)
    if (!trip) return
    const { id, version, status } = trip
    const result = await outcome(world.users[user]!.trips.void({ id, version, reason: '车坏了' }))
    const expected = status === 'planned' ? null : 'WRONG_STATE'
    equal(result.code, await unlessForbidden(world, user, 'delivery.edit', expected), `dropping a trip ${status}`)
  })
}

/** Every trip comes to its end: a planned one is dropped, one under way brings back what is open, and the driver hands in. */
export async function endTrips(model: WalkModel, world: WalkWorld): Promise<void> {
  const { trips } = world.users[0]!
  for (const { id } of model.trips) {
    const trip = await trips.get({ id })
    if (trip.status === 'planned') await trips.void({ id, version: trip.version, reason: '收工' })
    if (trip.status !== 'underway') continue
    for (const note of trip.notes) {
      if (note.result !== 'open') continue
      await trips.report({ id, shipmentId: note.shipmentId, version: note.version, result: 'back' })
    }
    const back = await trips.get({ id })
    await trips.handIn({ id, version: back.version, handedIn: back.cash })
    bookMoney(model, world, back)
  }
}

/** What drivers took is received the day they hand it in. */
function bookMoney(model: WalkModel, world: WalkWorld, trip: Trip): void {
  for (const { customerId, money } of trip.notes) {
    const customer = world.customers.findIndex((one) => one.id === customerId)
    for (const { id, amount } of money) {
      model.receipts.push({ id, customer, amount, void: false })
      bookedToday(model, world, customer, -amount)
    }
  }
}

async function unlessForbidden(
  world: WalkWorld,
  user: number,
  right: 'delivery.edit' | 'settlement.edit',
  expected: string | null,
): Promise<string | null> {
  return (await holds(world, user, right)) ? expected : 'FORBIDDEN'
}

async function tripOf(model: WalkModel, world: WalkWorld, which: number): Promise<Trip | null> {
  const chosen = pick(model.trips, which)
  return chosen ? world.users[0]!.trips.get({ id: chosen.id }) : null
}
