import { spawn, type ChildProcess } from 'node:child_process'
import { chromium, type Browser } from 'playwright-core'
import { CHROMIUM, CHROMIUM_FLAGS } from '../../support/chromium.ts'

/** A Chromium with a profile of its own that can be killed like a crashed or switched-off machine's. */
export interface MortalBrowser {
  browser: Browser
  /** SIGKILL to the browser and everything it started. */
  kill(): Promise<void>
}

/** @param profile folder that outlives the browser */
export async function startMortalBrowser(profile: string): Promise<MortalBrowser> {
  const child = spawn(
    CHROMIUM,
    [
      ...CHROMIUM_FLAGS,
      '--window-size=1366,768',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const browser = await chromium.connectOverCDP(await addressOf(child))
  return {
    browser,
    async kill() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      process.kill(-child.pid!, 'SIGKILL')
      await gone
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const found = /ws:\/\/\S+/.exec(text)
      if (found) resolve(found[0])
    })
    child.once('exit', () => reject(new Error(`Chromium did not start: ${text}`)))
  })
}
