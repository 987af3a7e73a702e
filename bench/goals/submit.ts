import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { Client } from '../../shared/contract/index.ts'
import { orderInput, type Base } from '../support/base.ts'
import { alternate, result, type Result } from '../support/measure.ts'
import type { RawBase } from '../support/raw.ts'

/** Goals 1 to 4: one five-line order, in process and over a port, on a full and on an empty base, with its rollups. */
export async function submitGoals(full: Base, empty: Base, raw: RawBase, perBlock: number): Promise<Result[]> {
  const { client: overPort, close } = portClient(full)
  // the search index is read in slices during the first seconds after a start; the tail is that of a working day
  for (const base of [full, empty]) {
    await base.client.customers.suggest({ text: 'x' })
    await base.client.products.suggest({ text: 'x' })
  }
  const [reference, rolled, ours, ipc, fresh] = await alternate(
    [
      (i) => raw.submit(i),
      (i) => raw.submitWithRollups(i + 1_000_000),
      (i) => full.submit(i),
      (i) => overPort.orders.submit(orderInput(full.customerIds, full.productIds, i + 500)),
      (i) => empty.submit(i),
    ],
    { blocks: 6, perBlock },
  )
  close()
  return [
    result('1', 'submit a five-line order, p50', ours!.p50, reference!.p50, 5),
    result('1', 'the same, CPU', ours!.cpu, reference!.cpu, 6),
    result('2', 'over a message port, p50 (of goal 1)', ipc!.p50, ours!.p50, 2),
    result('2', 'over a message port, p50 (of raw)', ipc!.p50, reference!.p50, 8),
    result(
      '3',
      `on ${full.size.orders.toLocaleString('en')} orders, p50 (of an empty base)`,
      ours!.p50,
      fresh!.p50,
      1.5,
    ),
    result('3', 'p99 (of raw p99)', ours!.p99, reference!.p99, 3),
    result('3', 'slowest commit (of 100 ms)', ours!.max, 100, 1),
    result('4', 'raw with rollups (of raw), for comparison', rolled!.p50, reference!.p50, 1.6),
  ]
}

function portClient(base: Base): { client: Client; close(): void } {
  const { port1, port2 } = new MessageChannel()
  const connection = base.application.connect({ operator: { companyId: base.companyId, userId: base.ownerId } })
  new RPCHandler(base.router).upgrade(port1, { context: { connection } })
  const client = createORPCClient(new RPCLink({ port: port2 as unknown as globalThis.MessagePort })) as Client
  port1.start()
  port2.start()
  const end = (port: MessagePort) => port.close()
  return { client, close: () => [port1, port2].forEach(end) }
}
