import { createRouterClient } from '@orpc/server'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { createApplication, type Application } from '../../../electron/backend/application.ts'
import { createHttpHost } from '../../../electron/backend/hosts/http.ts'
import { quietLogger } from '../../../electron/backend/log.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { builtProduct } from '../../support/built.ts'
import { launchChromium } from '../../support/chromium.ts'

export const PASSWORD = 'correct horse battery'
export const OWNER_EMAIL = 'owner@example.com'

export interface Window {
  page: Page
  context: BrowserContext
  /** What the page reports as an error, the content security policy included. */
  faults: string[]
}

/** The whole staff application as it is shipped, on a real host with a home folder of its own, for a real Chromium. */
export interface Site {
  application: Application
  url: string
  /** Moves the host's clock forward. */
  advance: (milliseconds: number) => void
  /** Founds a company; answers a client that calls as its owner. */
  found: () => Promise<Client>
  /** Adds a user with a preset role; answers the e-mail. */
  person: (owner: Client, role: string) => Promise<string>
  /** Opens a window with nobody signed in. */
  open: (path?: string, options?: { locale?: 'zh-CN' | 'en' }) => Promise<Window>
  /** Opens a window and signs in as a person does. */
  signIn: (email: string, path?: string, options?: { locale?: 'zh-CN' | 'en' }) => Promise<Window>
  close: () => Promise<void>
}

export async function startSite(): Promise<Site> {
  const home = await mkdtemp(join(tmpdir(), 'huozhan-site-'))
  let ahead = 0
  const application = await createApplication({
    home,
    now: () => new Date(Date.now() + ahead),
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
    log: quietLogger,
  })
  const router = createRouter(application)
  const host = await createHttpHost(application, {
    port: 0,
    rendererFolder: builtProduct().renderer,
    attemptsPerMinute: 500,
  })
  const browser = await launchChromium()

  async function open(path = '/', { locale = 'zh-CN' }: { locale?: 'zh-CN' | 'en' } = {}): Promise<Window> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true })
    await context.addInitScript((language) => {
      if (localStorage.getItem('huozhan.locale') === null)
        localStorage.setItem('huozhan.locale', JSON.stringify(language))
    }, locale)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      // a refused call is an answer, and Chromium names each of them
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text())
    })
    await page.goto(`${host.url}/#${path}`)
    return { page, context, faults }
  }

  return {
    application,
    url: host.url,
    advance: (milliseconds) => void (ahead += milliseconds),
    found: async () => {
      const client = createRouterClient(router, {
        context: { connection: application.connect({}) },
      }) as unknown as Client
      await client.home.register({
        id: newId(),
        companyName: '丰源粮油商贸有限公司',
        contact: '王掌柜',
        email: OWNER_EMAIL,
        mobile: '13800000000',
        password: PASSWORD,
      })
      return client
    },
    person: async (owner, role) => {
      const found = (await owner.users.roles()).find((one) => one.code === role)!
      const email = `${role}@example.com`
      await owner.users.save({
        id: newId(),
        version: 0,
        name: found.name,
        email,
        roleIds: [found.id],
        status: 'active',
        password: PASSWORD,
      })
      return email
    },
    open,
    signIn: async (email, path = '/', options) => {
      const window = await open(path, options)
      await window.page.fill('input[type=email]', email)
      await window.page.fill('input[autocomplete=current-password]', PASSWORD)
      await window.page.keyboard.press('Enter')
      await window.page.waitForSelector('.shell')
      return window
    },
    close: async () => {
      await browser.close()
      await host.close()
      await application.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
