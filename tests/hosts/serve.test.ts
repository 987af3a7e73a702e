import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { rpcClient } from '../transports/http-client.ts'
import { newId } from '../../shared/ids.ts'
import { Program, startHost, temporaryFolder } from './programs.ts'

// whole processes are started, and a busy machine starts them slowly
vi.setConfig({ testTimeout: 120_000 })

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

function newHome(): string {
  const folder = temporaryFolder()
  ends.push(folder.remove)
  return join(folder.path, 'home')
}

/** Ends with the test, whatever happens in it. */
function watched<P extends Program>(program: P): P {
  ends.push(async () => {
    program.kill('SIGKILL')
    await program.ended
  })
  return program
}

async function start(home: string, ...args: string[]) {
  const started = await startHost(home, '--port', '0', ...args)
  watched(started.program)
  return started
}

const register = { companyName: '测试粮油', contact: '王掌柜', email: 'o@example.com', password: 'correct horse' }

test('prints one line when it answers, and answers fast enough for a second start', async () => {
  const home = newHome()
  const first = await start(home)
  first.program.kill()
  await first.program.ended
  const begin = performance.now()
  const { program, url } = await start(home)
  expect((await rpcClient(url).home.status()).companies).toEqual([])
  expect(performance.now() - begin).toBeLessThan(3000)
  expect(program.stdout).toBe(`Huozhan is ready at ${url}\n`)
  expect(program.stderr).toBe('')
})

test('a second start on the same home says where the first one is and ends well', async () => {
  const home = newHome()
  const { url } = await start(home)
  const second = watched(new Program('serve', ['--home', home, '--no-open']))
  expect(await second.ended).toBe(0)
  expect(second.stdout).toContain(`already running: ${url}`)
  expect((await rpcClient(url).home.status()).desktop).toBe(false)
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends streams, keeps what was written and leaves nothing behind',
  async (signal) => {
    const home = newHome()
    const { program, url } = await start(home)
    const client = rpcClient(url)
    await client.home.register({ id: newId(), ...register })
    const events = await client.live.topics()
    const stream = (async () => {
      for await (const event of events) void event
      return 'ended'
    })()
    // the stream is open once its first bytes have come
    await new Promise((resolve) => setTimeout(resolve, 100))
    const begin = performance.now()
    program.kill(signal)
    expect(await program.ended).toBe(0)
    expect(performance.now() - begin).toBeLessThan(3000)
    expect(await stream).toBe('ended')
    expect(existsSync(join(home, 'running.json'))).toBe(false)
    const [company] = (await rpcClient((await start(home)).url).home.status()).companies
    expect(company).toMatchObject({ name: register.companyName })
    expect(existsSync(join(home, 'companies', company!.id, 'company.sqlite'))).toBe(true)
  },
)

test('a killed host holds nothing: the next one starts and finds what was acknowledged', async () => {
  const home = newHome()
  const { program, url } = await start(home)
  await rpcClient(url).home.register({ id: newId(), ...register })
  program.kill('SIGKILL')
  await program.ended
  const next = await start(home)
  expect((await rpcClient(next.url).home.status()).companies).toHaveLength(1)
})

test('a taken port: the next free one without --port, a clear end with it', async () => {
  const blocker = createServer()
  // when something else has it already, it is taken just as well
  await new Promise<void>((resolve) =>
    blocker.once('error', () => resolve()).listen(4180, '127.0.0.1', () => resolve()),
  )
  ends.push(() => blocker.close())
  const { program, url } = await startHost(newHome())
  watched(program)
  const port = new URL(url).port
  expect(Number(port)).toBeGreaterThan(4180)
  expect(program.stdout).toContain(`port 4180 is taken, using ${port}`)
  const fixed = watched(new Program('serve', ['--home', newHome(), '--no-open', '--port', '4180']))
  expect(await fixed.ended).toBe(1)
  expect(fixed.stderr).toContain('127.0.0.1:4180')
  expect(fixed.stderr).toContain('is taken')
  expect(fixed.stdout).toBe('')
})

test('HUOZHAN_HOME names the home folder', async () => {
  const home = newHome()
  const env = { HUOZHAN_HOME: home }
  const program = watched(new Program('serve', ['--no-open', '--port', '0'], { env }))
  await program.says(/ready at/)
  expect(JSON.parse(readFileSync(join(home, 'running.json'), 'utf8'))).toMatchObject({
    where: /at (.*)/.exec(program.stdout)![1],
  })
})

test.each(['--port many', '--port=70000', '--prot 80', '--cert cert.pem'])(
  'bad arguments are named: %s',
  async (words) => {
    const args = words.split(' ')
    const program = watched(new Program('serve', [...args, '--home', newHome()]))
    expect(await program.ended).toBe(1)
    expect(program.stderr).toContain('bad arguments')
    expect(program.stderr).toContain(args[0]!.split('=')[0])
  },
)

test('a fault nobody caught is logged and ends the host', async () => {
  const home = newHome()
  const fault = `
    import { existsSync } from 'node:fs'
    const timer = setInterval(() => {
      if (!existsSync(${JSON.stringify(join(home, 'running.json'))})) return
      clearInterval(timer)
      Promise.reject(new Error('nobody caught this'))
    }, 20)`
  const node = ['--import', `data:text/javascript,${encodeURIComponent(fault)}`]
  const program = watched(new Program('serve', ['--home', home, '--no-open', '--port', '0'], { node }))
  expect(await program.ended).toBe(1)
  expect(program.stderr).toContain('huozhan.log')
  expect(readFileSync(join(home, 'logs', 'huozhan.log'), 'utf8')).toContain('nobody caught this')
})
