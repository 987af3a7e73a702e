import { ORPCError } from '@orpc/client'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { line } from '../support/make.ts'
import { settled, type Ledger } from './acknowledged.ts'
import type { RunningHost } from './server.ts'

interface Work {
  customers: { id: string }[]
  products: { id: string }[]
  ledger: Ledger
  round: number
}

const IMPORT_ROWS = 400

/**
 * Several people at work at the same time over HTTP until they are stopped or the host is gone. Whatever is acknowledged
 * goes into the ledger. `ended` tells how many calls got no answer, and fails for any refusal that is not a fair one.
 */
export function busyRun(host: RunningHost, work: Work): { stop(): void; ended: Promise<number> } {
  const state = { stopped: false }
  const toShip: { id: string; version: number }[] = []
  const people = [
    person(state, () => submit(host.as('order-desk'), work, toShip)),
    person(state, () => submit(host.as('reviewer'), work, toShip)),
    person(state, draftKeeper(host.as('order-desk'), work)),
    person(state, () => ship(host.as('warehouse'), work, toShip)),
    person(state, () => takeMoney(host.as('finance'), work)),
    person(state, importer(host.as('order-desk'), work)),
  ]
  const ended = Promise.all(people).then((cut) => cut.reduce((a, b) => a + b, 0))
  // awaited after the kill; until then a failure must not count as unhandled
  ended.catch(() => undefined)
  return { stop: () => (state.stopped = true), ended }
}

/** One thing after the other until stopped. @returns calls without an answer */
async function person(state: { stopped: boolean }, act: () => Promise<void>): Promise<number> {
  for (;;) {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof ORPCError) && state.stopped) return 1
      // somebody else was quicker, or the goods are out: the next customer, please
      const fair = error instanceof ORPCError && ['CONFLICT', 'SHORTAGE', 'WRONG_STATE'].includes(String(error.code))
      if (!fair) throw error
    }
    if (state.stopped) return 0
  }
}

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!

function someLines({ products }: Work) {
  return Array.from({ length: 1 + Math.floor(Math.random() * 5) }, () =>
    line(any(products).id, 1 + Math.floor(Math.random() * 9)),
  )
}

async function submit(client: Client, work: Work, toShip: { id: string; version: number }[]): Promise<void> {
  const draft = { customerId: any(work.customers).id, lines: someLines(work) }
  const order = await client.orders.submit({ id: newId(), version: 0, draft })
  work.ledger.order(order)
  if (order.status === 'to-ship') toShip.push(order)
}

function draftKeeper(client: Client, work: Work): () => Promise<void> {
  let draft = { id: newId(), version: 0 }
  return async () => {
    const input = { customerId: any(work.customers).id, lines: someLines(work) }
    draft = await client.orders.saveDraft({ ...draft, draft: input })
    work.ledger.draft(draft)
    if (Math.random() < 0.2) draft = { id: newId(), version: 0 }
  }
}

async function ship(client: Client, { ledger }: Work, toShip: { id: string; version: number }[]): Promise<void> {
  const order = toShip.shift()
  if (!order) return void (await client.shipments.list({ limit: 5 }))
  const notes = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  notes.forEach(ledger.note)
  for (const { id, version } of notes) ledger.note(await client.shipments.confirm({ id, version }))
}

async function takeMoney(client: Client, { customers, ledger }: Work): Promise<void> {
  const amount = 1 + Math.floor(Math.random() * 500_000)
  ledger.receipt(
    await client.settlement.receive({ id: newId(), customerId: any(customers).id, amount, method: 'transfer' }),
  )
}

/** Brings in a list of customers of its own, one after the other. */
function importer(client: Client, { ledger, round }: Work): () => Promise<void> {
  let count = 0
  return async () => {
    const id = newId()
    const prefix = `R${round}-${++count}-`
    const rows = Array.from({ length: IMPORT_ROWS }, (_, i) => `${prefix}${i},粮店${round}${prefix}${i}`)
    const file = new File([['客户编码,客户名称', ...rows].join('\n')], `${prefix}.csv`, { type: 'text/csv' })
    ledger.importAsked(id, prefix, IMPORT_ROWS)
    await client.imports.open({ id, kind: 'customers', file })
    const ready = await settled(client, id)
    if (ready !== 'ready') throw new Error(`import ${prefix} is ${ready}`)
    await client.imports.commit({ id })
    if ((await settled(client, id)) === 'done') ledger.importDone(id)
  }
}
