import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createApplication, type Application } from '../../electron/backend/application.ts'
import { createHttpHost } from '../../electron/backend/hosts/http.ts'
import { quietLogger } from '../../electron/backend/log.ts'
import { createRouter, type CallContext } from '../../electron/backend/rpc/door.ts'
import type { Client } from '../../shared/contract/index.ts'
import { apiClient, rpcClient } from './http-client.ts'

/** A running program with one kind of way in. */
export interface WayIn {
  application: Application
  /** A client with a session of its own; nobody is signed in. */
  connect(): Client
  close(): Promise<void>
}

const START = '2026-11-23T01:00:00.000Z'

/** An application on a folder of its own. The clock stands still unless `now` says otherwise. */
export async function openApplication(now = () => new Date(START)): Promise<{
  application: Application
  close(): Promise<void>
}> {
  const home = mkdtempSync(join(tmpdir(), 'huozhan-transport-'))
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
  const application = await createApplication({ home, now, random, log: quietLogger })
  return {
    application,
    close: async () => {
      await application.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Every way in, each with an application of its own. */
export const WAYS_IN: Record<string, () => Promise<WayIn>> = {
  'in process': async () => {
    const { application, close } = await openApplication()
    const router = createRouter(application)
    const connect = () => {
      const client: unknown = createRouterClient(router, { context: { connection: application.connect() } })
      return client as Client
    }
    return { application, connect, close }
  },
  'message port': async () => {
    const { application, close } = await openApplication()
    const handler = new RPCHandler<CallContext>(createRouter(application))
    const ports: MessageChannel[] = []
    const connect = () => {
      const channel = new MessageChannel()
      ports.push(channel)
      handler.upgrade(channel.port1, { context: { connection: application.connect() } })
      channel.port1.start()
      channel.port2.start()
      return createORPCClient<Client>(new RPCLink({ port: channel.port2 }))
    }
    return {
      application,
      connect,
      close: async () => {
        for (const { port2 } of ports) port2.close()
        await close()
      },
    }
  },
  'http /rpc': () => overHttp(rpcClient),
  'http /api': () => overHttp(apiClient),
}

async function overHttp(clientAt: (origin: string) => Client): Promise<WayIn> {
  const { application, close } = await openApplication()
  const host = await createHttpHost(application, { port: 0, rendererFolder: join(application.folder.path, 'none') })
  return {
    application,
    connect: () => clientAt(host.url),
    close: async () => {
      await host.close()
      await close()
    },
  }
}
