import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { launchChromium } from '../../support/chromium.ts'

const ROOT = fileURLToPath(new URL('./kit/', import.meta.url))
const OUT = fileURLToPath(new URL('../../.artifacts/kit/', import.meta.url))

export interface Kit {
  browser: Browser
  /** Opens the kit in a window of its own; `faults` collects what the page reports as an error, the CSP included. */
  open: (path: string, options?: BrowserContextOptions) => Promise<{ page: Page; faults: string[] }>
  stop: () => Promise<void>
}

/** Builds the kit's page as the product is built, serves it and starts a browser. */
export async function startKit(): Promise<Kit> {
  await build({
    configFile: false,
    root: ROOT,
    base: './',
    logLevel: 'error',
    plugins: [vue()],
    build: { outDir: OUT, emptyOutDir: true, target: 'chrome111', minify: true, chunkSizeWarningLimit: 5000 },
  })
  const server = await serve(OUT)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const browser = await launchChromium()
  return {
    browser,
    open: async (path, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', ...options })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        // there is no backend here, and the page says so
        if (message.type() === 'error' && !/status of 404/.test(message.text())) faults.push(message.text())
      })
      await page.goto(`http://127.0.0.1:${port}/index.html#${path}`)
      await page.waitForSelector('.shell')
      return { page, faults }
    },
    stop: async () => {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Compressed bytes of the scripts the page names: what is loaded before any page of the application. */
export async function firstLoadBytes(): Promise<number> {
  const html = await readFile(join(OUT, 'index.html'), 'utf8')
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!)
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(OUT, file))).length))
  return sizes.reduce((sum, size) => sum + size, 0)
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    readFile(join(folder, path)).then(
      (bytes) =>
        response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
