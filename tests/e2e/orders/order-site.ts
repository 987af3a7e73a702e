import { createRouterClient } from '@orpc/server'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { createApplication, type Application } from '../../../electron/backend/application.ts'
import type { Company } from '../../../electron/backend/backend.ts'
import { createHttpHost, SESSION_COOKIE, type HttpHost } from '../../../electron/backend/hosts/http.ts'
import { quietLogger } from '../../../electron/backend/log.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { builtProduct } from '../../support/built.ts'
import { launchChromium } from '../../support/chromium.ts'

export const PASSWORD = 'correct horse battery'

/** A user of the company: a client that calls as them, and the session for a browser. */
export interface Person {
  client: Client
  userId: string
  token: string
}

export interface OpenOptions {
  width?: number
  height?: number
  locale?: 'zh-CN' | 'en'
  dark?: boolean
}

/** The real host on a company of its own, with the real screens, for a real Chromium. */
export interface OrderSite {
  application: Application
  company: Company
  companyId: string
  owner: Person
  url: string
  /** Signs in a new user with a preset role. */
  person(role: string, name: string): Promise<Person>
  /** A browser window of its own, signed in. */
  open(person: Person, path: string, options?: OpenOptions): Promise<{ page: Page; context: BrowserContext }>
  /** Stops answering and, later, answers again at the same address: a lost connection. */
  disconnect(): Promise<void>
  reconnect(): Promise<void>
  close(): Promise<void>
}

export async function startOrderSite(): Promise<OrderSite> {
  const rendererFolder = builtProduct().renderer
  const home = await mkdtemp(join(tmpdir(), 'huozhan-orders-'))
  const application = await createApplication({
    home,
    now: () => new Date(),
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
    log: quietLogger,
  })
  const router = createRouter(application)
  const clientFor = (token: string | null) => {
    const connection = application.connect({ token })
    return { client: createRouterClient(router, { context: { connection } }) as unknown as Client, connection }
  }
  const companyId = newId()
  const founding = clientFor(null)
  const session = await founding.client.home.register({
    id: companyId,
    companyName: '丰源粮油商贸有限公司',
    contact: '王掌柜',
    email: 'owner@example.com',
    mobile: '13800000000',
    password: PASSWORD,
  })
  const owner: Person = { client: founding.client, userId: session.user.id, token: founding.connection.token ?? '' }
  const company = await application.company(companyId)
  let host: HttpHost = await createHttpHost(application, { port: 0, rendererFolder })
  const { port, url } = host
  const browser = await launchChromium()

  return {
    application,
    company,
    companyId,
    owner,
    url,
    async person(role, name) {
      const { id: roleId } = (await owner.client.users.roles()).find((one) => one.code === role)!
      const email = `${newId().toLowerCase()}@example.com`
      const userId = newId()
      await owner.client.users.save({
        id: userId,
        version: 0,
        name,
        email,
        roleIds: [roleId],
        status: 'active',
        password: PASSWORD,
      })
      const { client, connection } = clientFor(null)
      await client.home.login({ companyId, email, password: PASSWORD })
      return { client, userId, token: connection.token ?? '' }
    },
    async open(person, path, { width = 1366, height = 768, locale = 'zh-CN', dark = false } = {}) {
      const context = await browser.newContext({ viewport: { width, height } })
      await signIn(context, url, person, { locale, dark })
      const page = await context.newPage()
      await page.goto(`${url}/#${path}`)
      return { page, context }
    },
    disconnect: () => host.close(),
    async reconnect() {
      host = await createHttpHost(application, { port, rendererFolder })
    },
    async close() {
      await browser.close()
      await host.close()
      await application.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Gives a browser the session of a person, with language and appearance. */
export async function signIn(
  context: BrowserContext,
  url: string,
  person: Person,
  { locale, dark }: { locale: string; dark: boolean },
): Promise<void> {
  await context.addCookies([{ name: SESSION_COOKIE, value: person.token, url, httpOnly: true, sameSite: 'Strict' }])
  await context.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('huozhan.locale', JSON.stringify(language))
      localStorage.setItem('huozhan.theme', JSON.stringify(theme))
    },
    [locale, dark ? 'dark' : 'light'],
  )
}
