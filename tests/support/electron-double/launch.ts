import { fork, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { builtProduct } from '../built.ts'
import { CHROMIUM, CHROMIUM_FLAGS } from '../chromium.ts'
import type { Questions } from './control.ts'

const register = fileURLToPath(new URL('./register.ts', import.meta.url))
const flags = [...CHROMIUM_FLAGS, '--remote-debugging-port=0', '--window-size=1366,768']

export interface Desktop {
  /** The first window's page: what a user of the desktop application sees. */
  page: Page
  browser: Browser
  /** Asks the double; see `questions` in control.ts. */
  ask<Name extends keyof Questions>(
    name: Name,
    ...args: Parameters<Questions[Name]>
  ): Promise<Awaited<ReturnType<Questions[Name]>>>
  /** Starts the application once more, on the same home or another; resolves with its exit code. */
  startAgain(otherHome?: string): Promise<number>
  /** The exit code of the main process, when it has ended. */
  exited: Promise<number>
  /** Quits the application and ends the browser. */
  close(): Promise<void>
}

/**
 * Runs the built desktop application (out/main, out/preload, out/renderer) on `home`, with Chromium pages as windows.
 * Builds it first when a source is newer than the build.
 */
export async function launchDesktop({ home }: { home: string }): Promise<Desktop> {
  const main = join(builtProduct().main, 'main.js')
  const profile = mkdtempSync(join(tmpdir(), 'huozhan-chromium-'))
  const process_ = spawn(CHROMIUM, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await devToolsAddress(process_)
  const browser = await chromium.connectOverCDP(address)
  const context = browser.contexts()[0]!
  const blank = context.pages()[0]
  const opened = context.waitForEvent('page', { timeout: 30_000 })
  const { child, exited } = startMain(main, home, address)
  const ended = exited.then((code) => {
    throw new Error(`the application ended with code ${code} before it opened a window`)
  })
  const page = await Promise.race([opened, ended])
  ended.catch(() => undefined)
  await page.waitForURL(/^https:\/\/bundle\.app\//)
  await page.waitForLoadState('load')
  await blank?.close()

  let lastQuestion = 0
  return {
    page,
    browser,
    exited,
    ask: (name, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++lastQuestion
        const hear = (reply: { id: number; answer?: unknown; error?: string }) => {
          if (reply.id !== id) return
          child.off('message', hear)
          if (reply.error) reject(new Error(reply.error))
          else resolve(reply.answer as never)
        }
        child.on('message', hear)
        if (!child.connected) return reject(new Error('the application has ended'))
        child.send({ id, name, args })
      }),
    startAgain: (otherHome = home) => startMain(main, otherHome, address).exited,
    close: async () => {
      if (child.connected) child.send({ id: 0, name: 'quit', args: [] })
      await exited
      await browser.close()
      process_.kill()
      await new Promise((resolve) => (process_.exitCode === null ? process_.once('exit', resolve) : resolve(null)))
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

function startMain(main: string, home: string, address: string): { child: ChildProcess; exited: Promise<number> } {
  const child = fork(main, ['--home', home], {
    execArgv: ['--import', register],
    env: { ...process.env, ELECTRON_DOUBLE_CDP: address },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<number>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))),
  )
  return { child, exited }
}

function devToolsAddress(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    browser.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found) resolve(found[1]!)
    })
    browser.once('exit', () => reject(new Error(`Chromium ended: ${said.slice(0, 500)}`)))
  })
}
