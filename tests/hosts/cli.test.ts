import { existsSync, openAsBlob, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rpcClient } from '../transports/http-client.ts'
import { cli, Program, startHost, temporaryFolder } from './programs.ts'

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
  [['import', 'suppliers', 'a.xlsx'], 'suppliers'],
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
