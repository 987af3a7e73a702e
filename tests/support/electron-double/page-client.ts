import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Page } from 'playwright-core'
import type { DesktopBridge } from '../../../renderer/app/transport.ts'
import type { Client } from '../../../shared/contract/index.ts'

declare global {
  interface Window {
    huozhan?: DesktopBridge
  }
}

/**
 * The whole contract, called from the test through the bridge of a desktop window: page, preload, port, utility process.
 * Shares the port (and so the session) with the screens; its messages carry ids of their own. Make a new one after the
 * page was loaded again.
 */
export async function pageClient(page: Page): Promise<Client> {
  const listeners = new Set<(message: string) => void>()
  const gone = new Set<() => void>()
  const mark = `test${Math.random().toString(36).slice(2, 8)}-`
  const hear = `hear${mark.slice(0, -1)}`
  await page.exposeFunction(hear, (message: string | null) => {
    if (message === null) for (const listener of gone) listener()
    else for (const listener of listeners) listener(message.replace(`"i":"${mark}`, '"i":"'))
  })
  await page.evaluate(
    ([name, start]) => {
      const tell = (window as unknown as Record<string, (message: string | null) => void>)[name]!
      window.huozhan!.onMessage((message) => {
        if (message === null || (typeof message === 'string' && message.includes(`"i":"${start}`))) tell(message)
      })
    },
    [hear, mark] as const,
  )
  const port = {
    postMessage: (message: string) => {
      const marked = message.replace('"i":"', `"i":"${mark}`)
      void page.evaluate((sent) => window.huozhan!.post(sent), marked)
    },
    onMessage: { addListener: (listener: (message: string) => void) => void listeners.add(listener) },
    onDisconnect: { addListener: (listener: () => void) => void gone.add(listener) },
  }
  return createORPCClient<Client>(new RPCLink({ port }))
}
