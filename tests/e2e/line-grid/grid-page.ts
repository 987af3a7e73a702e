import vue from '@vitejs/plugin-vue'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'
import { build, preview } from 'vite'
import type { InlineConfig, PreviewServer } from 'vite'
import { launchChromium } from '../../support/chromium.ts'

export interface Line {
  readonly id: string
  readonly product: string
  readonly code: string
  readonly unit: string
  readonly quantity: number | null
  readonly price: number | null
  readonly note: string
}

/** A page with the grid in a real Chromium, built as the product is built. */
export interface GridPage {
  readonly page: Page
  readonly cdp: CDPSession
  keys(...keys: string[]): Promise<void>
  type(text: string, delay?: number): Promise<void>
  rows(): Promise<Line[]>
  /** Key of the active cell: row number from 0 and column, such as "0 quantity", once its row is drawn. */
  active(): Promise<string>
  /** Waits until the rows fulfil a condition and answers with them. */
  until(condition: (rows: Line[]) => boolean): Promise<Line[]>
}

export interface GridSite {
  open(query?: string, size?: { width: number; height: number }): Promise<GridPage>
  close(): Promise<void>
}

export async function startGridSite(): Promise<GridSite> {
  const root = fileURLToPath(new URL('./page/', import.meta.url))
  const outDir = await mkdtemp(join(tmpdir(), 'line-grid-'))
  const settings: InlineConfig = { root, configFile: false, logLevel: 'warn', plugins: [vue()] }
  await build({ ...settings, build: { outDir, emptyOutDir: true } })
  const server: PreviewServer = await preview({
    ...settings,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1' },
  })
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('The preview server has no port')
  const browser = await launchChromium()
  return {
    async open(query = '', size = { width: 1366, height: 768 }) {
      const context = await browser.newContext({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'] })
      const page = await context.newPage()
      const cdp = await context.newCDPSession(page)
      await page.goto(`http://127.0.0.1:${address.port}/?${query}`)
      await page.waitForSelector('.line-grid-input', { state: 'attached' })
      await page.evaluate(() => document.querySelector<HTMLElement>('.line-grid-input')?.focus())
      return gridPage(page, cdp)
    },
    async close() {
      await browser.close()
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}

declare global {
  interface Window {
    grid: {
      rows(): Line[]
      rejected(): Record<string, Record<string, { text: string; error: string }>>
      changes: { reason: string; changes: unknown[] }[]
      searches: { text: string; aborted: boolean }[]
      delays: Record<string, number>
      delay: number
      replyDelay: number
      scans: string[]
      pastes: string[]
      takesPastes: boolean
      finished: number
    }
  }
}

function gridPage(page: Page, cdp: CDPSession): GridPage {
  const rows = () => page.evaluate(() => window.grid.rows())
  return {
    page,
    cdp,
    async keys(...keys) {
      for (const key of keys) await page.keyboard.press(key)
    },
    async type(text, delay = 0) {
      await page.keyboard.type(text, { delay })
    },
    rows,
    active: async () => {
      // a far row is drawn a frame after the editor went there
      const key = await page.waitForFunction(() => {
        const input = document.querySelector('.line-grid-input')
        const left = input?.getBoundingClientRect().left ?? 0
        const top = input?.getBoundingClientRect().top ?? 0
        const cell = [...document.querySelectorAll('[role=gridcell]')].find((one) => {
          const box = one.getBoundingClientRect()
          return Math.abs(box.left - left) < 1 && Math.abs(box.top - top) < 1
        })
        if (cell === undefined) return null
        const index = Number(cell.closest('[role=row]')?.getAttribute('aria-rowindex')) - 2
        return `${index} ${cell.getAttribute('data-column')}`
      })
      return (await key.jsonValue())!
    },
    async until(condition) {
      for (let attempt = 0; attempt < 500; attempt++) {
        const now = await rows()
        if (condition(now)) return now
        await page.waitForTimeout(20)
      }
      throw new Error(`The rows never got there: ${JSON.stringify(await rows())}`)
    },
  }
}
