import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), '货栈 start-'))
const home = join(folder, '数据 home')
const started: ChildProcess[] = []

afterEach(async () => {
  for (const child of started.splice(0)) await end(child)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'build', 'start.mjs'), ...args], { cwd: folder })
  started.push(child)
  let output = ''
  const said = (text: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => text.test(output) && resolve(output)
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString()
          look()
        })
      }
      child.once('exit', () => (text.test(output) ? resolve(output) : reject(new Error(output))))
    })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, said, exited }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

test('starts from any folder, serves the page within three seconds of a second start, and ends when told', async () => {
  const port = String(await freePort())
  const address = `http://127.0.0.1:${port}`
  const first = start('--port', port, '--home', home, '--no-open')
  const output = await first.said(/is ready at/)
  expect(output).toContain(`Huozhan is ready at ${address}`)
  // Where there is no Electron runtime, one plain line says how to get the window.
  if (!existsSync(join(root, 'node_modules', 'electron', 'dist')))
    expect(output).toMatch(/npx install-electron.*npx install-electron/)

  const again = start('--port', port, '--home', home, '--no-open')
  expect(await again.said(/already running/)).toContain(address)
  expect(await again.exited).toBe(0)

  await end(first.child)
  const before = Date.now()
  const second = start('--port', port, '--home', home, '--no-open')
  await second.said(/is ready at/)
  const page = await fetch(address)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('id="app"')
  expect(Date.now() - before).toBeLessThan(3_000)
  await end(second.child)
  await expect(fetch(address)).rejects.toThrow()
}, 120_000)
