import fc from 'fast-check'
import type { Client, Inputs, Outputs } from '../../shared/contract/index.ts'
import { HAND_KINDS, milestoneAfter, type HandKind } from '../../shared/domain/delivery/logistics.ts'
import type { OrderAction } from '../../shared/domain/order/actions.ts'
import { addDays } from '../../shared/day.ts'
import { newId } from '../../shared/ids.ts'
import { equal } from './proof.ts'
import { returnCommands } from './walk-returns.ts'
import { tripCommands } from './walk-trips.ts'
import { bookedOn, bookedToday, done, holds, noteOf, outcome, pick, step, today } from './walk-world.ts'
import type { Command, WalkModel, WalkWorld } from './walk-world.ts'

/** Everything that can be done, with random choices of who, what and how much. */
export function walkCommands(): fc.Arbitrary<Command>[] {
  const who = fc.nat(4)
  const which = fc.nat(1000)
  const typedLine = fc.record({
    product: fc.nat(2),
    bags: fc.integer({ min: 1, max: 60 }),
    price: fc.constantFrom(800_000, 500_000, 33_333),
    discount: fc.constantFrom(10_000, 9_500),
    gift: fc.constantFrom(false, false, false, true),
    unit: fc.constantFrom('袋', '袋', '吨'),
  })
  const draft = fc.record({
    customer: fc.nat(1),
    lines: fc.array(typedLine, { minLength: 1, maxLength: 4 }),
    discount: fc.constantFrom(0, 0, 7),
  })
  const withReason = ['reject', 'sendBack', 'close', 'void'] as const
  return [
    fc.tuple(who, draft, fc.boolean()).map(([user, order, again]) => submitNew(user, order, again)),
    fc.tuple(fc.nat(2), draft).map(([user, order]) => submitNew(user, order, false)),
    fc.tuple(who, draft).map(([user, order]) => saveNew(user, order)),
    fc.tuple(who, which, draft).map(([user, order, lines]) => editOrder(user, order, lines)),
    fc.tuple(who, which).map(([user, order]) => onOrder('submit', user, order)),
    fc.tuple(who, which).map(([user, order]) => onOrder('approve', user, order)),
    fc.tuple(who, which).map(([user, order]) => onOrder('withdraw', user, order)),
    fc.tuple(who, which).map(([user, order]) => onOrder('discard', user, order)),
    fc.tuple(who, which, fc.constantFrom(...withReason)).map(([user, order, action]) => onOrder(action, user, order)),
    fc.tuple(who, which).map(([user, order]) => onOrder('copy', user, order)),
    fc.tuple(who, which).map(([user, order]) => onOrder('amend', user, order)),
    fc.tuple(who, which).map(([user, order]) => onOrder('split', user, order)),
    fc.tuple(fc.constantFrom(0, 3), which).map(([user, order]) => onOrder('ship', user, order)),
    fc.tuple(which, fc.nat(100)).map(([note, percent]) => lowerNote(note, percent)),
    which.map((note) => confirmNote(note, '')),
    which.map((note) => confirmNote(note, '')),
    fc.tuple(which, fc.constantFrom('', '司机已经出门')).map(([note, left]) => confirmNote(note, left)),
    fc.tuple(who, which).map(([user, note]) => releaseNote(user, note)),
    which.map(voidNote),
    fc.tuple(which, fc.constantFrom(...HAND_KINDS)).map(([note, kind]) => tellEvent(note, kind)),
    which.map(signNote),
    fc.tuple(fc.nat(1), fc.integer({ min: 1, max: 900_000 })).map(([customer, amount]) => receive(customer, amount)),
    which.map(voidReceipt),
    fc.tuple(fc.nat(2), fc.integer({ min: -50, max: 50 })).map(([product, bags]) => moveStock(product, bags)),
    fc.tuple(who, which).map(([user, order]) => staleVersion(user, order)),
    fc
      .tuple(who, fc.nat(1), fc.integer({ min: -50_000, max: 50_000 }), fc.nat(3))
      .map(([user, customer, amount, daysAgo]) => adjust(user, customer, amount, daysAgo)),
    fc.tuple(who, which).map(([user, adjustment]) => voidAdjustment(user, adjustment)),
    ...returnCommands(),
    ...tripCommands(),
  ]
}

type TypedDraft = {
  customer: number
  discount: number
  lines: { product: number; bags: number; price: number; discount: number; gift: boolean; unit: string }[]
}
type DraftInput = Inputs['orders']['saveDraft']['draft']

const draftInput = (world: WalkWorld, order: TypedDraft): DraftInput => ({
  customerId: world.customers[order.customer]!.id,
  discount: order.lines.every((l) => l.gift) ? 0 : order.discount,
  lines: order.lines.map(({ product, bags, price, discount, gift, unit }) => {
    const quantity = unit === '吨' ? 40_000 : bags * 1000
    return { productId: world.products[product]!.id, unit, quantity, price, discount, gift }
  }),
})

function submitNew(user: number, order: TypedDraft, again: boolean): Command {
  return step(`submit ${JSON.stringify([user, order, again])}`, async (model, world) => {
    const client = world.users[user]!
    const input = { id: newId(), version: 0, draft: draftInput(world, order) }
    const result = await outcome(client.orders.submit(input))
    if (user > 2) return equal(result.code, 'FORBIDDEN', 'submit without the right')
    const made = done(result)
    model.orders.push({ id: made.id })
    if (again) equal(await client.orders.submit(input), made, 'the same submit again')
  })
}

function saveNew(user: number, order: TypedDraft): Command {
  return step(`save ${JSON.stringify([user, order])}`, async (model, world) => {
    const input = { id: newId(), version: 0, draft: draftInput(world, order) }
    const result = await outcome(world.users[user]!.orders.saveDraft(input))
    if (user > 2) return equal(result.code, 'FORBIDDEN', 'save without the right')
    model.orders.push({ id: done(result).id })
  })
}

function editOrder(user: number, which: number, order: TypedDraft): Command {
  return step(`edit ${JSON.stringify([user, which, order])}`, async (model, world) => {
    const chosen = pick(model.orders, which)
    if (!chosen) return
    const client = world.users[user]!
    const { id, version, actions } = await client.orders.get({ id: chosen.id })
    const result = await outcome(client.orders.saveDraft({ id, version, draft: draftInput(world, order) }))
    equal(result.code === null, actions.includes('edit'), `edit allowed, refused with ${result.code}`)
  })
}

function onOrder(action: Exclude<OrderAction, 'edit'>, user: number, which: number): Command {
  return step(`${action} ${user} ${which}`, async (model, world) => {
    const chosen = pick(model.orders, which)
    if (!chosen) return
    const client = world.users[user]!
    const order = await client.orders.get({ id: chosen.id })
    const copyId = newId()
    const result = await outcome<unknown>(callOf(client, action, order, copyId))
    // what only looking into the documents shows
    if (result.code === 'RULE') return
    const allowed = order.actions.includes(action) && !(action === 'discard' && order.number !== null)
    equal(result.code === null, allowed, `${action} of an order ${order.status}, refused with ${result.code}`)
    if (result.code !== null) return
    if (action === 'copy' || action === 'split') model.orders.push({ id: copyId })
    if (action === 'discard') model.orders.splice(model.orders.indexOf(chosen), 1)
    if (action !== 'ship') return
    const customer = world.customers.findIndex((c) => c.id === order.customerId)
    for (const { id } of result.value as { id: string }[]) model.notes.push({ id, customer })
  })
}

function callOf(
  client: Client,
  action: Exclude<OrderAction, 'edit'>,
  order: Outputs['orders']['get'],
  newOrderId: string,
): Promise<unknown> {
  const { id, version } = order
  const reason = '走一遍'
  switch (action) {
    case 'submit':
      return client.orders.submit({ id, version })
    case 'approve':
      return client.orders.approve({ id, version })
    case 'reject':
      return client.orders.reject({ id, version, reason })
    case 'sendBack':
      return client.orders.sendBack({ id, version, reason })
    case 'withdraw':
      return client.orders.withdraw({ id, version })
    case 'close':
      return client.orders.close({ id, version, reason })
    case 'void':
      return client.orders.void({ id, version, reason })
    case 'discard':
      return client.orders.discardDraft({ id, version })
    case 'copy':
      return client.orders.copy({ id, newId: newOrderId })
    case 'ship':
      return client.shipments.createForOrder({ orderId: id, version })
    case 'amend':
      return client.orders.amend({ id, version, changeId: newId(), order: halved(order) })
    case 'split':
      return client.orders.split({ id, version, newId: newOrderId, parts: halvesOf(order), deliveryDay: null })
    case 'merge':
      return client.orders.merge({ id, version, changeId: newId(), others: [] })
  }
}

const typedLines = ({ lines }: Outputs['orders']['get']) =>
  lines.filter((line) => !line.gift || line.promotionId === null)

/** The order with half of what is open of each line. */
const halved = (order: Outputs['orders']['get']): Inputs['orders']['amend']['order'] => ({
  warehouseId: order.warehouseId,
  discount: order.discount ?? 0,
  lines: typedLines(order).map((line) => ({
    ...line,
    price: line.price ?? 0,
    quantity: line.shipped + Math.max(1, Math.ceil((line.quantity - line.shipped) / 2)),
  })),
})

/** Half of each line, for an order of its own. */
const halvesOf = (order: Outputs['orders']['get']) =>
  typedLines(order).map((line) => ({ lineNo: line.lineNo, quantity: Math.floor(line.quantity / 2) }))

function lowerNote(which: number, percent: number): Command {
  return step(`lower ${which} ${percent}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const { id, version, driver, plate, remark } = note
    const lines = note.lines.map((l) => ({ lineNo: l.lineNo, quantity: Math.floor((l.quantity * percent) / 100) }))
    const result = await outcome(world.users[3]!.shipments.update({ id, version, driver, plate, remark, lines }))
    equal(result.code === null, note.status === 'draft', `lowering a note ${note.status}, refused with ${result.code}`)
  })
}

function confirmNote(which: number, leftReason: string): Command {
  return step(`confirm ${which} ${leftReason}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const result = await outcome(world.users[3]!.shipments.confirm({ id: note.id, version: note.version, leftReason }))
    if (result.code !== null) {
      if (note.status === 'draft' && ['SHORTAGE', 'RULE', 'WRONG_STATE'].includes(result.code)) return
      return equal([note.status, result.code], ['not a draft', 'WRONG_STATE'].with(0, note.status), 'confirm')
    }
    const { status, check } = done(result)
    // stopped by the rules: nothing is booked until somebody releases it; goods that have left are always booked
    if (status === 'draft') return equal([check?.waiting, leftReason], [true, ''], 'a note that stays a draft')
    await book(model, world, note, 1)
  })
}

/** Somebody lets a stopped note go; who may not is refused. */
function releaseNote(user: number, which: number): Command {
  return step(`release ${user} ${which}`, async (_model, world) => {
    const waiting = await world.users[0]!.reviews.stopped()
    const note = pick(waiting, which)
    if (!note) return
    const release = { shipmentId: note.shipmentId, run: note.run, reason: '老板同意' }
    const result = await outcome(world.users[user]!.reviews.release(release))
    const may = await holds(world, user, 'orders.review')
    if (result.code === 'RULE') return
    equal(result.code, may ? null : 'FORBIDDEN', 'releasing a note')
    equal((await world.users[0]!.reviews.stopped()).length, waiting.length - (may ? 1 : 0), 'notes that wait')
  })
}

function voidNote(which: number): Command {
  return step(`void note ${which}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const result = await outcome(world.users[3]!.shipments.void({ id: note.id, version: note.version, reason: '退回' }))
    // on a trip, or something came back of it
    if (result.code === 'RULE') return
    equal(result.code === null, note.status !== 'void', `reversing a note ${note.status}, refused with ${result.code}`)
    if (note.status === 'posted') await book(model, world, note, -1)
  })
}

function tellEvent(which: number, kind: HandKind): Command {
  return step(`event ${which} ${kind}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const event = { id: newId(), shipmentId: note.id, kind, remark: '更正' }
    const result = await outcome(world.users[3]!.delivery.addEvent(event))
    // its trip says when it leaves and arrives; what came back keeps it signed
    if (result.code === 'RULE') return
    const allowed = note.status === 'posted' && milestoneAfter(note.logistics, kind) !== undefined
    equal(result.code === null, allowed, `${kind} of a note ${note.status} ${note.logistics}: ${result.code}`)
  })
}

function signNote(which: number): Command {
  return step(`sign ${which}`, async (model, world) => {
    const note = await noteOf(model, world, which)
    if (!note) return
    const result = await outcome(world.users[3]!.delivery.sign({ shipmentId: note.id, version: note.version }))
    // planned on a trip
    if (result.code === 'RULE') return
    const allowed = note.status === 'posted' && milestoneAfter(note.logistics, 'sign') !== undefined
    equal(result.code === null, allowed, `signing a note ${note.status} ${note.logistics}: ${result.code}`)
  })
}

function receive(customer: number, amount: number): Command {
  return step(`receive ${customer} ${amount}`, async (model, world) => {
    const customerId = world.customers[customer]!.id
    const receipt = await world.users[4]!.settlement.receive({ id: newId(), customerId, amount, method: 'cash' })
    model.receipts.push({ id: receipt.id, customer, amount, void: false })
    bookedToday(model, world, customer, -amount)
  })
}

function voidReceipt(which: number): Command {
  return step(`void receipt ${which}`, async (model, world) => {
    const receipt = pick(model.receipts, which)
    if (!receipt) return
    const version = receipt.void ? 2 : 1
    const result = await outcome(world.users[4]!.money.void({ id: receipt.id, version, reason: '记错' }))
    equal(result.code, receipt.void ? 'WRONG_STATE' : null, 'taking a receipt back')
    if (receipt.void) return
    receipt.void = true
    bookedToday(model, world, receipt.customer, receipt.amount)
  })
}

/** 调整单, on a day gone by or today. */
function adjust(user: number, customer: number, amount: number, daysAgo: number): Command {
  return step(`adjust ${user} ${customer} ${amount} ${daysAgo}`, async (model, world) => {
    if (amount === 0) return
    const [id, day] = [newId(), addDays(today(world), -daysAgo)]
    const input = { id, customerId: world.customers[customer]!.id, amount, day, reason: '对账差异' }
    const result = await outcome(world.users[user]!.reconciliation.adjust(input))
    if (!(await holds(world, user, 'settlement.edit'))) return equal(result.code, 'FORBIDDEN', 'adjusting')
    equal(result.code, null, 'adjusting')
    model.adjustments.push({ id, customer, amount, void: false })
    bookedOn(model, customer, day, amount)
  })
}

function voidAdjustment(user: number, which: number): Command {
  return step(`void adjustment ${user} ${which}`, async (model, world) => {
    const own = pick(model.adjustments, which)
    if (!own) return
    const input = { id: own.id, version: own.void ? 2 : 1, reason: '记错' }
    const result = await outcome(world.users[user]!.reconciliation.voidAdjustment(input))
    if (!(await holds(world, user, 'settlement.edit'))) return equal(result.code, 'FORBIDDEN', 'taking back')
    equal(result.code, own.void ? 'WRONG_STATE' : null, 'taking an adjustment back')
    if (own.void) return
    own.void = true
    bookedToday(model, world, own.customer, -own.amount)
  })
}

function moveStock(product: number, bags: number): Command {
  return step(`stock ${product} ${bags}`, async (model, world) => {
    const productId = world.products[product]!.id
    const result = await outcome(
      world.users[3]!.stockDocuments.post({
        id: newId(),
        version: 0,
        draft: {
          kind: bags < 0 ? 'other-out' : 'other-in',
          warehouseId: world.warehouseId,
          reason: '盘点',
          lines: [{ productId, unit: '袋', quantity: Math.abs(bags) * 1000 }],
        },
      }),
    )
    if (bags === 0) return equal(result.code, 'RULE', 'a document over nothing')
    if (bags > 0) equal(result.code, null, 'goods coming in')
    else if (result.code !== null) return equal(result.code, 'SHORTAGE', 'taking out more than is free')
    model.onHand[product]! += bags * 1000
  })
}

/** Somebody acts on what they saw a change ago. */
function staleVersion(user: number, which: number): Command {
  return step(`stale ${user} ${which}`, async (model, world) => {
    const chosen = pick(model.orders, which)
    if (!chosen || user > 2) return
    const { id, version } = await world.users[user]!.orders.get({ id: chosen.id })
    const result = await outcome(world.users[user]!.orders.withdraw({ id, version: version + 1 }))
    equal(result.code, 'CONFLICT', 'an action on another version')
  })
}

/** A posted note moves its stock and what the customer owes; reversing it moves both back. */
async function book(
  model: WalkModel,
  world: WalkWorld,
  { id, customer }: { id: string; customer: number },
  sign: 1 | -1,
): Promise<void> {
  // the warehouse does not see amounts, the owner does
  const { total, lines, day } = await world.users[0]!.shipments.get({ id })
  // a note counts on its day, taking it back on the day that happens
  bookedOn(model, customer, sign === 1 ? day : today(world), sign * total!)
  for (const { productId, quantity } of lines) {
    model.onHand[world.products.findIndex((p) => p.id === productId)]! -= sign * quantity
  }
}
