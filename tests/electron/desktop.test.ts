import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApplication } from '../../electron/backend/application.ts'
import { quietLogger } from '../../electron/backend/log.ts'
import { pageSizeInMicrons } from '../../electron/main/page-size.ts'
import { newId } from '../../shared/ids.ts'
import { launchDesktop, type Desktop } from '../support/electron-double/launch.ts'
import { pageClient } from '../support/electron-double/page-client.ts'

const folder = mkdtempSync(join(tmpdir(), '货栈 desktop-'))
const home = join(folder, '数据 home')
let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop({ home })
}, 120_000)

afterAll(async () => {
  await desktop?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the desktop window', () => {
  test('shows the page from the bundle, in a named window whose place is remembered', async () => {
    expect(desktop.page.url()).toMatch(/^https:\/\/bundle\.app\//)
    await desktop.page.waitForFunction(() => document.querySelector('#app')!.childElementCount > 0)
    expect(await desktop.ask('windows')).toMatchObject([{ id: 1, visible: true }])
    const calls = await desktop.ask('calls')
    const options = calls.find((call) => call.name === 'BrowserWindow')!.args[0]
    expect(options).toMatchObject({ name: 'window-1', windowStatePersistence: true })
  })

  test('talks to the backend in the utility process', async () => {
    const client = await pageClient(desktop.page)
    expect((await client.home.status()).companies).toEqual([])
    expect(existsSync(join(home, 'lock.sqlite'))).toBe(true)
  })

  test('gets a fresh port after a reload', async () => {
    await desktop.page.reload()
    expect((await (await pageClient(desktop.page)).home.status()).session).toBeNull()
  })

  test('gets a fresh port when the backend was killed and started again', async () => {
    const [before] = await desktop.ask('utilityPids')
    await desktop.page.evaluate(() =>
      window.huozhan!.onMessage((message) => {
        if (message === null) document.body.dataset.backend = 'gone'
      }),
    )
    process.kill(before!, 'SIGKILL')
    await desktop.page.waitForFunction(() => document.body.dataset.backend === 'gone')
    expect((await (await pageClient(desktop.page)).home.status()).session).toBeNull()
    const [after] = await desktop.ask('utilityPids')
    expect(after).not.toBe(before)
  })

  test('keeps the user signed in over a reload and over the death of the backend', async () => {
    const client = await pageClient(desktop.page)
    const password = 'a long enough password'
    await client.home.register({
      id: newId(Date.now()),
      companyName: '面粉行',
      contact: '李会计',
      email: 'li@example.com',
      password,
    })
    await desktop.page.reload()
    expect((await (await pageClient(desktop.page)).home.status()).session?.user.email).toBe('li@example.com')
    const [before] = await desktop.ask('utilityPids')
    process.kill(before!, 'SIGKILL')
    await expect.poll(async () => (await desktop.ask('utilityPids'))[0] ?? before, { timeout: 10_000 }).not.toBe(before)
    const again = await pageClient(desktop.page)
    expect((await again.home.status()).session?.company.name).toBe('面粉行')
    await again.home.logout()
    await desktop.page.reload()
    expect((await (await pageClient(desktop.page)).home.status()).session).toBeNull()
  })

  test('has a menu in the language of the screens, whose items press the shortcuts of the screens', async () => {
    const labels = async () => (await desktop.ask('menu')).map((item) => item.label)
    await desktop.page.evaluate(() => document.documentElement.setAttribute('lang', 'zh-CN'))
    await expect.poll(labels).toContain('单据(&D)')
    await desktop.page.evaluate(() => document.documentElement.setAttribute('lang', 'en'))
    await expect.poll(labels).toContain('&Documents')
    await desktop.page.evaluate(() =>
      addEventListener('keydown', (event) => (document.body.dataset.pressed = event.key), { capture: true }),
    )
    await desktop.ask('clickMenu', '&Documents', 'New order')
    await desktop.page.waitForFunction(() => document.body.dataset.pressed === 'F9')
  })

  test('saves a file where the user chose, and shows only such a file in the file manager', async () => {
    const target = join(folder, '导出.csv')
    await desktop.ask('answerSaveDialog', target)
    const save = () =>
      desktop.page.evaluate(() => window.huozhan!.desktop.saveFile('../../导出.csv', new Uint8Array([65, 0, 255])))
    expect(await save()).toBe(target)
    expect([...readFileSync(target)]).toEqual([65, 0, 255])
    const dialog = (await desktop.ask('calls')).find((call) => call.name === 'dialog.showSaveDialog')!
    expect((dialog.args[0] as { defaultPath: string }).defaultPath).toBe(join(tmpdir(), '导出.csv'))
    await desktop.page.evaluate((path) => window.huozhan!.desktop.revealFile(path), target)
    await desktop.page.evaluate(() => window.huozhan!.desktop.revealFile('/etc/passwd'))
    const shown = async () =>
      (await desktop.ask('calls')).filter((call) => call.name === 'shell.showItemInFolder').map((call) => call.args[0])
    await expect.poll(shown).toEqual([target])
    await desktop.ask('answerSaveDialog', null)
    expect(await save()).toBeNull()
  })

  test('says so when a file could not be written, and goes on', async () => {
    await desktop.ask('answerSaveDialog', folder)
    const save = () => desktop.page.evaluate(() => window.huozhan!.desktop.saveFile('a.csv', new Uint8Array([65])))
    expect(await save()).toBeNull()
    const box = (await desktop.ask('calls')).find((call) => call.name === 'dialog.showMessageBox')!
    expect(box.args[0]).toMatchObject({ type: 'error', detail: expect.stringContaining('EISDIR') as string })
  })

  test('offers cut, copy and paste by the right mouse button, only where there is something to do', async () => {
    const rightClick = (isEditable: boolean, selectionText: string) =>
      desktop.ask('emitContents', 'context-menu', { isEditable, selectionText })
    for (const [editable, text] of [
      [false, ''],
      [false, '面粉'],
      [true, ''],
    ] as const)
      await rightClick(editable, text)
    const shown = (await desktop.ask('calls')).filter((call) => call.name === 'Menu.popup').map((call) => call.args[0])
    const roles = shown.map((items) => (items as { role?: string }[]).map((item) => item.role ?? '-').join(' '))
    expect(roles).toEqual(['copy', 'cut copy paste - selectAll'])
  })

  test('sleeps and wakes with what the pages store on disk, and stops nothing for a log-off that may be cancelled', async () => {
    const flushes = async () => (await desktop.ask('calls')).filter((call) => call.name === 'session.flushStorageData')
    await desktop.ask('emitPower', 'suspend')
    await desktop.ask('emitPower', 'resume')
    expect(await flushes()).toHaveLength(1)
    await desktop.ask('emit', 'query-session-end')
    expect(await flushes()).toHaveLength(2)
    expect((await (await pageClient(desktop.page)).home.status()).companies).toHaveLength(1)
    const log = () => readFileSync(join(home, 'logs', 'huozhan.log'), 'utf8')
    for (const event of ['system.suspend', 'system.resume', 'system.sessionMayEnd'])
      await expect.poll(log).toContain(event)
  })

  test('prints on the paper that the document states, in microns', async () => {
    const html = '<style>@page { size: 241.3mm 139.7mm; margin: 12mm }</style><p>销售出库单</p>'
    expect(await desktop.page.evaluate((paper) => window.huozhan!.desktop.print(paper, '出库单'), html)).toBe(true)
    const call = (await desktop.ask('calls')).find((each) => each.name === 'webContents.print')!
    expect(call.args[0]).toMatchObject({
      pageSize: { width: 241_300, height: 139_700 },
      margins: { marginType: 'none' },
      silent: false,
    })
    const known = await desktop.page.evaluate(() => window.huozhan!.desktop.printers())
    expect(known[0]).toEqual({ name: 'EPSON_LQ-630K', displayName: 'EPSON LQ-630K' })
    await desktop.page.evaluate((paper) => window.huozhan!.desktop.print(paper, '出库单', 'EPSON_LQ-630K'), html)
    const silent = (await desktop.ask('calls')).findLast((each) => each.name === 'webContents.print')!
    expect(silent.args[0]).toMatchObject({ silent: true, deviceName: 'EPSON_LQ-630K' })
    // the title of a PDF may hold signs that no file name may
    await desktop.ask('answerSaveDialog', null)
    await desktop.page.evaluate((paper) => window.huozhan!.desktop.savePdf(paper, 'a/b:c'), html)
    const dialog = (await desktop.ask('calls')).findLast((each) => each.name === 'dialog.showSaveDialog')!
    expect((dialog.args[0] as { defaultPath: string }).defaultPath).toMatch(/a-b-c\.pdf$/)
    expect(await desktop.ask('windows')).toHaveLength(1)
  })

  test('opens once per home folder: a second start brings the first to the front', async () => {
    expect(await desktop.startAgain()).toBe(0)
    const focused = async () => (await desktop.ask('calls')).some((call) => call.name === 'BrowserWindow.focus')
    await expect.poll(focused).toBe(true)
    expect(await desktop.ask('windows')).toHaveLength(1)
  })

  test('gives up at once, with a message, when another program holds the home folder', async () => {
    const held = join(folder, 'held')
    const now = () => new Date()
    const other = await createApplication({ home: held, now, random: (n) => new Uint8Array(n), log: quietLogger })
    expect(await desktop.startAgain(held)).toBe(0)
    await other.close()
  })

  test('closes its files when Windows ends the session', async () => {
    await desktop.ask('emit', 'session-end')
    await expect.poll(() => desktop.ask('utilityPids')).toEqual([])
    expect(existsSync(join(home, 'running.json'))).toBe(false)
  })

  test('quits gracefully: the backend closes its files before the process ends', async () => {
    await desktop.ask('closeWindows').catch(() => undefined)
    expect(await desktop.exited).toBe(0)
    expect(existsSync(join(home, 'running.json'))).toBe(false)
  })
})

test.each([
  ['@page { size: 241.3mm 139.7mm; margin: 1cm }', { width: 241_300, height: 139_700 }],
  ['@page{size:6cm 4cm}', { width: 60_000, height: 40_000 }],
  ['@page { margin: 5mm; size: 9.5in 5.5in }', { width: 241_300, height: 139_700 }],
  ['@page label { size: 60mm 40mm }', 'A4'],
  ['<p>no rule</p>', 'A4'],
])('paper of %s', (css, size) => expect(pageSizeInMicrons(css)).toEqual(size))
