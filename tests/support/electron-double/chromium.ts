import { chromium, type Browser, type BrowserContext } from 'playwright-core'

let browser: Promise<Browser> | null = null

/** The Chromium that the test started and whose address it gave. Custom schemes cannot be intercepted there, so the
 * application's pages live at an https address that is never looked up: `app://bundle/` is `https://bundle.app/`. */
export async function windowContext(): Promise<BrowserContext> {
  browser ??= chromium.connectOverCDP(process.env.ELECTRON_DOUBLE_CDP ?? '')
  return (await browser).contexts()[0]!
}

/** Lets go of the connection; the test's Chromium goes on. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
}

export function toChromium(url: string): string {
  return url.replace(/^app:\/\/([^/]*)/, (_whole, host: string) => `https://${host}.app`)
}

export function fromChromium(url: string): string {
  return url.replace(/^https:\/\/([^/]*)\.app(?=\/|$)/, (_whole, host: string) => `app://${host}`)
}
