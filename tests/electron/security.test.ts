import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveRenderer } from '../../electron/backend/hosts/http-renderer.ts'
import { launchDesktop, type Desktop } from '../support/electron-double/launch.ts'
import '../support/electron-double/page-client.ts'

const home = mkdtempSync(join(tmpdir(), 'huozhan-security-'))
const page = 'app://bundle/index.html'
const ours = { url: page, top: true, known: true }
let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop({ home })
}, 120_000)

afterAll(async () => {
  await desktop?.close()
  rmSync(home, { recursive: true, force: true })
})

const callsOf = async (name: string) => (await desktop.ask('calls')).filter((call) => call.name === name)

test('every renderer is sandboxed, from before the application is ready', async () => {
  expect(await callsOf('app.enableSandbox')).toMatchObject([{ ready: false }])
})

test('every window, the printing one included, is isolated, sandboxed and without Node', async () => {
  await desktop.page.evaluate(() => window.huozhan!.desktop.print('<p>x</p>', 'x'))
  const windows = await callsOf('BrowserWindow')
  expect(windows.length).toBe(2)
  for (const { args } of windows) {
    expect((args[0] as { webPreferences: unknown }).webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    })
  }
})

test('the page comes from app://bundle, registered as standard and secure before ready', async () => {
  const [registered] = await callsOf('protocol.registerSchemesAsPrivileged')
  expect(registered).toMatchObject({
    ready: false,
    args: [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }],
  })
  expect((registered!.args[0] as { privileges: object }).privileges).not.toHaveProperty('bypassCSP')
})

test('the page carries a strict content security policy and nosniff', async () => {
  const { status, headers } = await desktop.ask('fetch', page)
  expect(status).toBe(200)
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
      "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
})

test('the Node host serves the same screens under the same policy', async () => {
  const server = fastify()
  await serveRenderer(server, join(import.meta.dirname, '../../out/renderer'))
  const served = await server.inject('/')
  const { headers } = await desktop.ask('fetch', page)
  expect(served.headers['content-security-policy']).toBe(headers['content-security-policy'])
  await server.close()
})

test('a frame may hold what the page itself puts into it, and nothing of another address', async () => {
  const refusals = await desktop.page.evaluate(async () => {
    const refused: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
    for (const address of ['https://example.com/', 'data:text/html,x', location.href]) {
      const frame = document.createElement('iframe')
      frame.src = address
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 100))
      frame.remove()
    }
    return refused
  })
  expect(refusals).toEqual(['frame-src', 'frame-src', 'frame-src'])

  const own = await desktop.page.evaluate(() => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-same-origin allow-modals')
    document.body.append(frame)
    const inside = frame.contentDocument!
    const sheet = new (frame.contentWindow as Window & typeof globalThis).CSSStyleSheet()
    sheet.replaceSync('p { color: rgb(1, 2, 3) }')
    inside.adoptedStyleSheets = [sheet]
    inside.body.innerHTML = '<p>送货单</p><img src="x:" onerror="top.document.title = \'broken out\'">'
    const colour = frame.contentWindow!.getComputedStyle(inside.querySelector('p')!).color
    frame.remove()
    return colour
  })
  expect(own).toBe('rgb(1, 2, 3)')
  expect(await desktop.page.title()).not.toBe('broken out')
})

test('the screens work under that policy', async () => {
  const broken: string[] = []
  desktop.page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) broken.push(message.text())
  })
  await desktop.page.reload()
  await desktop.page.waitForFunction(() => document.querySelector('#app')!.childElementCount > 0)
  expect(broken).toEqual([])
})

test.each([
  'app://bundle/../package.json',
  'app://bundle/assets/../../main/main.js',
  'app://bundle/%2e%2e/main/main.js',
  'app://bundle/..%2fmain/main.js',
  'app://bundle/%2e%2e%2fmain%2fmain.js',
  'app://bundle/..\\main\\main.js',
  'app://bundle/assets%5c..%5c..%5cmain',
  'app://bundle/index.html%00.js',
  'app://bundle//etc/passwd',
  'app://other/index.html',
  'app://user@bundle/index.html',
  'app://bundle/nothing-here.js',
])('nothing outside the bundle is served: %s', async (url) => {
  const { status, body } = await desktop.ask('fetch', url)
  expect({ status, body }).toEqual({ status: 404, body: '' })
})

test('only reading is served', async () => {
  expect((await desktop.ask('fetch', page, 'POST')).status).toBe(404)
})

test('permissions are refused but for writing the clipboard and full screen, and only to our page', async () => {
  for (const permission of ['clipboard-sanitized-write', 'fullscreen']) {
    expect(await desktop.ask('permission', permission, page)).toEqual({ request: true, check: true, device: false })
    expect(await desktop.ask('permission', permission, 'https://example.com/')).toMatchObject({
      request: false,
      check: false,
    })
  }
  const others = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'openExternal',
    'clipboard-read',
    'hid',
    'usb',
    'serial',
  ]
  for (const permission of others) {
    expect(await desktop.ask('permission', permission, page)).toEqual({ request: false, check: false, device: false })
  }
})

test('a page cannot navigate or be redirected away, nor attach a webview', async () => {
  for (const url of [
    'https://example.com/',
    'file:///etc/passwd',
    'app://other/',
    'javascript:1',
    'data:text/html,x',
  ]) {
    expect(await desktop.ask('preventable', 'will-navigate', url)).toBe(true)
    expect(await desktop.ask('preventable', 'will-redirect', url)).toBe(true)
  }
  expect(await desktop.ask('preventable', 'will-navigate', page)).toBe(false)
  expect(await desktop.ask('preventable', 'will-attach-webview', page)).toBe(true)

  await desktop.page.evaluate(() => (location.href = 'https://example.com/'))
  await desktop.page.waitForTimeout(300)
  expect(desktop.page.url()).toMatch(/^https:\/\/bundle\.app\//)
  expect(await callsOf('network')).toEqual([])
})

test('a page cannot open windows; known https pages open in the browser of the user', async () => {
  await desktop.page.evaluate(() => {
    for (const url of [
      'https://example.com/',
      'http://www.kuaidi100.com/',
      'file:///etc/passwd',
      'https://www.kuaidi100.com/x',
    ]) {
      window.open(url)
    }
  })
  const opened = async () => (await callsOf('shell.openExternal')).map((call) => call.args[0])
  await expect.poll(opened).toEqual(['https://www.kuaidi100.com/x'])
  expect(await desktop.ask('windows')).toHaveLength(1)
})

test.each([
  ['another page', { ...ours, url: 'https://example.com/' }],
  ['another host of our scheme', { ...ours, url: 'app://other/index.html' }],
  ['a look-alike', { ...ours, url: 'app://bundle.example/index.html' }],
  ['a frame inside our page', { ...ours, top: false }],
  ['an unknown window', { ...ours, known: false }],
])('the desktop answers no call from %s', async (_who, sender) => {
  expect(await desktop.ask('invokeAs', sender, 'desktop', 'revealFile', ['/etc/passwd'])).toHaveProperty('refused')
  const before = (await callsOf('BrowserWindow')).length
  const label = async () => (await desktop.ask('menu'))[0]!.label
  const menu = await label()
  await desktop.ask('sendAs', sender, 'language', menu?.startsWith('&') ? 'zh-CN' : 'en')
  await desktop.ask('sendAs', sender, 'port')
  expect(await label()).toBe(menu)
  expect((await callsOf('BrowserWindow')).length).toBe(before)
})

test.each([
  ['an unknown method', 'constructor', []],
  ['no method', 42, []],
  ['input of another shape', 'print', [{ html: 'x' }]],
  ['too few arguments', 'saveFile', ['x.csv']],
  ['bytes that are no bytes', 'saveFile', ['x.csv', 'text']],
])('the desktop refuses %s', async (_what, name, input) => {
  expect(await desktop.ask('invokeAs', ours, 'desktop', name, input)).toHaveProperty('refused')
})

test('the preload exposes three names and neither Node nor Electron', async () => {
  const seen = await desktop.page.evaluate(() => ({
    names: Object.keys(window.huozhan!).sort(),
    desktop: Object.keys(window.huozhan!.desktop).sort(),
    globals: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
  }))
  expect(seen).toEqual({
    names: ['desktop', 'onMessage', 'post'],
    desktop: ['print', 'printers', 'revealFile', 'saveFile', 'savePdf'],
    globals: [],
  })
})

test('the preload is one small file that requires electron and nothing else', () => {
  const source = readFileSync(join(import.meta.dirname, '../../out/preload/preload.cjs'), 'utf8')
  expect([...source.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])).toEqual(['electron'])
  expect(source.length).toBeLessThan(10_000)
})

test('the backend runs in a utility process, without a network address', async () => {
  const [forked] = await callsOf('utilityProcess.fork')
  expect((forked!.args[1] as string[]).slice(0, 1)).toEqual(['--home'])
  expect(await desktop.ask('utilityPids')).toHaveLength(1)
  expect(await callsOf('network')).toEqual([])
})

test('crash reports stay on the machine', async () => {
  expect((await callsOf('crashReporter.start')).map((call) => call.args[0])).toEqual([{ uploadToServer: false }])
})
