// npm run dev: the renderer from vite with hot replacement, and the Node host, restarted when its sources change.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, nodeFlags, pinnedNode, root, runInForeground, say, toolEnvironment } from './bootstrap.mjs'

ensureInstalled()
if (process.execPath !== pinnedNode() && !process.env.HUOZHAN_DEV) {
  // Reading electron.vite.config.ts needs a Node that strips types.
  const again = [process.argv[1], ...process.argv.slice(2)]
  process.exit(await runInForeground(pinnedNode(), again, toolEnvironment({ HUOZHAN_DEV: '1' })))
}

const hostPort = 4180
const hostArgs = [
  ...nodeFlags,
  '--watch',
  join(root, 'electron', 'backend', 'hosts', 'serve.ts'),
  '--port',
  String(hostPort),
  '--no-open',
]
const host = spawn(pinnedNode(), [...hostArgs, ...process.argv.slice(2)], { stdio: 'inherit', env: toolEnvironment() })

const { createServer } = await import('vite')
const { default: config } = await import('../electron.vite.config.ts')
const target = `http://127.0.0.1:${hostPort}`
// The host accepts its own origin only, so requests that vite passes on carry it.
const passOn = { target, changeOrigin: true, headers: { origin: target }, ws: true }
const proxy = Object.fromEntries(['/rpc', '/api', '/events', '/files'].map((path) => [path, passOn]))
const server = await createServer({
  ...config.renderer,
  configFile: false,
  server: { port: 5173, host: '127.0.0.1', proxy },
})
await server.listen()
say(`http://127.0.0.1:${server.config.server.port}`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    host.kill('SIGTERM')
    void server.close().then(() => process.exit(0))
  })
}
host.on('exit', (code) => process.exit(code ?? 0))
