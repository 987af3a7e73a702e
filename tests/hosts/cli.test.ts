import { existsSync, openAsBlob, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rpcClient } from '../transports/http-client.ts'
import { cli, Program, startHost, temporaryFolder } from './programs.ts'

// whole processes are started, and a busy machine starts them slowly
vi.setConfig({ testTimeout: 120_000 })

const folder = temporaryFolder()
const home = join(folder.path, 'home')
const create = ['company', 'create', '--email', 'o@example.com', '--password', 'correct horse']

beforeAll(async () => {
  expect(await cli(...create, '--home', home, '--name', '测试粮油')).toMatchObject({
    exitCode: 0,
    json: { id: expect.stringMatching(/^[0-9A-Z]{26}$/) as string, name: '测试粮油', email: 'o@example.com' },
    stderr: '',
  })
})
afterAll(() => folder.remove())

test('the companies of a home folder', async () => {
  const { json } = await cli('company', 'list', '--home', home)
  expect(json).toMatchObject({ companies: [{ name: '测试粮油', sample: false }] })
  const plain = new Program('cli', ['company', 'list', '--home', home])
  expect(await plain.ended).toBe(0)
  expect(plain.stdout).toMatch(/^[0-9A-Z]{26} {2}测试粮油\n$/)
})

test('help speaks both languages and names every command', async () => {
  for (const args of [['--help'], [], ['import', '--help']]) {
    const help = new Program('cli', args)
    expect(await help.ended).toBe(0)
    for (const words of [
      'company create',
      'company sample',
      'import',
      'export',
      'verify',
      'backup',
      '退出码',
      'exit codes',
    ]) {
      expect(help.stdout).toContain(words)
    }
  }
})

test.each([
  [['nothing'], 'nothing'],
  [['company', 'create', '--name', 'A'], '--email'],
  [['import', 'stock', 'a.xlsx'], 'stock'],
  [['import', 'prices', 'a.xlsx', '--from', 'tomorrow'], '--from tomorrow'],
  [['import', 'customers'], 'FILE'],
  [['import', 'customers', 'a.xlsx', 'b.xlsx'], 'b.xlsx'],
  [['import', 'customers', 'a.xlsx', '--existing', 'delete'], '--existing delete'],
  [['verify', '--depth', '3'], '--depth'],
])('bad arguments are named: %j', async (args, named) => {
  const { exitCode, json } = await cli(...args)
  expect(exitCode).toBe(2)
  expect(json).toMatchObject({ error: { code: 'BAD_ARGUMENTS', message: expect.stringContaining(named) as string } })
})

test('refusals have a code and a text in the language of the system', async () => {
  const short = await cli('company', 'create', '--home', home, '--name', 'B', '--email', 'no', '--password', 'short')
  expect(short).toMatchObject({ exitCode: 2, json: { error: { code: 'INVALID_INPUT' } } })
  expect(JSON.stringify(short.json)).toMatch(/email.*password/)
  const missing = await cli('import', 'customers', join(folder.path, 'missing.xlsx'), '--home', home)
  expect(missing).toMatchObject({ exitCode: 2, json: { error: { code: 'FILE_NOT_FOUND' } } })
  const english = new Program('cli', ['verify', '--home', join(folder.path, 'none')], { env: { LANG: 'en_US.UTF-8' } })
  expect(await english.ended).toBe(2)
  expect(english.stderr).toMatch(/^no such data folder: /)
  expect(english.stdout).toBe('')
  expect(existsSync(join(folder.path, 'none'))).toBe(false)
})

test('verify recomputes every balance', async () => {
  const { exitCode, json } = await cli('verify', '--home', home)
  expect(exitCode).toBe(0)
  expect(json).toMatchObject({
    ok: true,
    checks: expect.arrayContaining([expect.objectContaining({ ok: true })]) as unknown,
  })
  const plain = new Program('cli', ['verify', '--home', home])
  expect(await plain.ended).toBe(0)
  expect(plain.stdout).toMatch(/^(✓ [\w-]+ \(\d+\)\n)+$/)
})

const CUSTOMERS = `客户编码,客户名称,手机,欠款上限
K1,城东粮油店,013800000001,5000
K2,城西面馆,13800000002,多
K3,,13800000003,
`

test('an import says what became of every row, checked first without writing', async () => {
  const file = join(folder.path, '客户.csv')
  writeFileSync(file, CUSTOMERS)
  const dry = await cli('import', 'customers', file, '--home', home, '--dry-run')
  const real = await cli('import', 'customers', file, '--home', home)
  for (const { exitCode, json } of [dry, real]) {
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ rows: 3, created: 1, updated: 0, skipped: 0, rejected: 2, warnings: [] })
    expect(json.ms).toBeTypeOf('number')
    const reasons = json.reasons as { code: string; message: string; count: number; rows: number[] }[]
    expect(reasons.map(({ code, count, rows }) => ({ code, count, rows }))).toEqual(
      expect.arrayContaining([
        { code: 'IMPORT_NOT_NUMBER', count: 1, rows: [3] },
        { code: 'IMPORT_REQUIRED', count: 1, rows: [4] },
      ]),
    )
    expect(reasons.map((r) => r.message).join()).toContain('“多”不是数字')
  }
  const again = await cli('import', 'customers', file, '--home', home, '--existing', 'skip')
  expect(again.json).toMatchObject({ rows: 3, created: 0, updated: 0, skipped: 1, rejected: 2 })
  const english = new Program('cli', ['import', 'customers', file, '--home', home, '--dry-run', '--lang', 'en'])
  expect(await english.ended).toBe(0)
  expect(english.stdout).toMatch(/^3 rows: 0 created, .*2 rejected\n {2}1 × /)
})

const ORDERS = `单据编号,单据日期,客户名称,商品名称,数量,单价
A1,2025-03-01,城南超市,高筋面粉,3,90
A1,2025-03-01,城南超市,东北大米,2,120
A2,2025-03-02,,高筋面粉,1,95
`

test('orders bring their customers and products; lines without a customer as told', async () => {
  const file = join(folder.path, '订单.csv')
  writeFileSync(file, ORDERS)
  const reject = await cli('import', 'orders', file, '--home', home, '--no-customer', 'reject', '--dry-run')
  expect(reject.json).toMatchObject({ rows: 3, created: 2, rejected: 1, reasons: [{ code: 'IMPORT_NO_CUSTOMER' }] })
  const walkIn = await cli('import', 'orders', file, '--home', home)
  expect(walkIn.json).toMatchObject({ rows: 3, created: 3, rejected: 0, extra: { orders: 2, products: 2 } })
  expect((await cli('verify', '--home', home)).json).toMatchObject({ ok: true })
})

test('what was exported imports again and changes nothing', async () => {
  const suppliers = join(folder.path, '供应商.csv')
  writeFileSync(suppliers, '供应商编码,供应商名称,手机,到货天数\nS1,麦香源,013800000009,3\n')
  expect((await cli('import', 'suppliers', suppliers, '--home', home)).json).toMatchObject({ rows: 1, created: 1 })
  const orders = join(folder.path, '往来.csv')
  writeFileSync(orders, ORDERS.replaceAll('A1', 'B1').replaceAll('A2', 'B2'))
  expect((await cli('import', 'orders', orders, '--home', home)).json).toMatchObject({ rows: 3, created: 3 })
  for (const kind of ['orders', 'suppliers', 'prices']) {
    const file = join(folder.path, `${kind}.xlsx`)
    expect(await cli('export', kind, file, '--home', home)).toMatchObject({ exitCode: 0 })
    const { exitCode, json } = await cli('import', kind, file, '--home', home, '--dry-run')
    expect({ kind, exitCode, ...json }).toMatchObject({ kind, exitCode: 0, created: 0, updated: 0, rejected: 0 })
    expect(json.rows).toBeGreaterThan(0)
    expect(json.skipped).toBe(json.rows)
  }
})

test('a price list comes in with every difference told, from a day on; a row with a wrong cell stays out', async () => {
  const goods = join(folder.path, '商品.csv')
  writeFileSync(goods, '商品编码,商品名称,单位,销售价\nA-1,小米,袋,60\nA-2,绿豆,袋,70\n')
  expect((await cli('import', 'products', goods, '--home', home)).json).toMatchObject({ rows: 2, rejected: 0 })
  const list = join(folder.path, '价格表.csv')
  expect(await cli('export', 'prices', list, '--home', home)).toMatchObject({ exitCode: 0 })
  const lines = readFileSync(list, 'utf8').trimEnd().split('\r\n')
  const sale = lines[0]!.split(',').indexOf('销售价')
  const priced = (text: string, price: string) => text.split(',').with(sale, price).join(',')
  const [header, first, second, ...rest] = lines
  writeFileSync(list, [header, priced(first!, '91.5'), priced(second!, '面议'), ...rest].join('\r\n'))
  const dry = await cli('import', 'prices', list, '--home', home, '--dry-run')
  expect(dry.exitCode).toBe(0)
  expect(dry.json).toMatchObject({ rows: lines.length - 1, created: 0, updated: 1, rejected: 1 })
  expect(dry.json).toMatchObject({
    skipped: lines.length - 3,
    reasons: [{ code: 'PRICE_NOT_PRICE', count: 1, rows: [3] }],
    differences: [{ row: 2, kind: 'sale', tiers: [{ price: 915_000 }] }],
  })
  expect((await cli('import', 'prices', list, '--home', home)).json).toMatchObject({ updated: 1 })
  expect((await cli('import', 'prices', list, '--home', home)).json).toMatchObject({ updated: 0, rejected: 1 })
  const other = join(folder.path, '不是价格表.csv')
  writeFileSync(other, CUSTOMERS)
  const refused = await cli('import', 'prices', other, '--home', home)
  expect(refused).toMatchObject({ exitCode: 2, json: { error: { code: 'PRICE_LIST_WITHOUT_HEADER' } } })
})

test('a file that cannot be imported is refused by name and changes nothing', async () => {
  const refused = async (kind: string, name: string, content: string, ...more: string[]) => {
    const file = join(folder.path, name)
    writeFileSync(file, content)
    const { exitCode, json } = await cli('import', kind, file, '--home', home, ...more)
    expect(exitCode).toBe(2)
    return (json.error as { code: string; message: string }).code
  }
  expect(await refused('customers', 'empty.csv', '')).toBe('FILE_EMPTY')
  expect(await refused('customers', 'page.xlsx', '%PDF-1.7\n%…')).toBe('FILE_NOT_SPREADSHEET')
  expect(await refused('customers', 'broken.xlsx', 'PK\u0003\u0004broken')).toBe('FILE_DAMAGED')
  expect(await refused('customers', 'nameless.csv', '渠道,区域\n1,2\n')).toBe('IMPORT_NO_COLUMN')
  expect(await refused('orders', 'lines.csv', '商品名称,数量\n大米,2\n')).toBe('IMPORT_NO_COLUMN')
  expect(await refused('customers', 'k.csv', CUSTOMERS, '--sheet', '第二张')).toBe('SHEET_NOT_FOUND')
  expect((await cli('verify', '--home', home)).json).toMatchObject({ ok: true })
})

test('a backup written here comes back elsewhere', async () => {
  const file = join(folder.path, '备份.sqlite')
  const { exitCode, json } = await cli('backup', file, '--home', home)
  expect(exitCode).toBe(0)
  expect(json).toMatchObject({ file, bytes: statSync(file).size })
  const { program, url } = await startHost(join(folder.path, 'elsewhere'), '--port', '0')
  try {
    const restored = await rpcClient(url).home.restore({ file: new File([await openAsBlob(file)], '备份.sqlite') })
    expect(restored).toMatchObject({ name: '测试粮油', sample: false })
  } finally {
    program.kill()
    await program.ended
  }
  const nowhere = await cli('backup', join(folder.path, 'no', 'folder.sqlite'), '--home', home)
  expect(nowhere).toMatchObject({ exitCode: 2, json: { error: { code: 'FILE_WRITE_FAILED' } } })
})

test('among several companies one must be named', async () => {
  const two = join(folder.path, 'two')
  const named = await cli(...create, '--home', two, '--name', '甲')
  const file = join(folder.path, 'empty.csv')
  writeFileSync(file, '')
  await cli(...create, '--home', two, '--name', '乙')
  const unclear = await cli('import', 'customers', file, '--home', two)
  expect(unclear).toMatchObject({ exitCode: 2, json: { error: { code: 'COMPANY_NEEDED' } } })
  expect(JSON.stringify(unclear.json)).toContain(named.json.id)
  const unknown = await cli('import', 'customers', file, '--home', two, '--company', '丙')
  expect(unknown).toMatchObject({ exitCode: 2, json: { error: { code: 'COMPANY_NOT_FOUND' } } })
})

test('a home folder in use is left alone, and the answer says where it runs', async () => {
  const busy = join(folder.path, 'busy')
  const { program, url } = await startHost(busy, '--port', '0')
  try {
    const { exitCode, json } = await cli('company', 'list', '--home', busy)
    expect(exitCode).toBe(2)
    expect(json).toMatchObject({
      error: { code: 'LOCKED_ELSEWHERE', message: expect.stringContaining(url) as string },
    })
  } finally {
    program.kill()
    await program.ended
  }
  expect((await cli('company', 'list', '--home', busy)).exitCode).toBe(0)
})
