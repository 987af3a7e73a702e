// npm run package: the Windows installer, from any machine. Further arguments go to electron-builder.
//
// @node-rs/argon2 has one package a platform, so the packages that are shipped are installed for Windows into a stage of
// their own; the machine's own node_modules stays as it is.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, pinnedNode, root, say, toolEnvironment } from './bootstrap.mjs'

const windows = process.platform === 'win32'
const stage = join(root, 'dist', 'stage')

ensureBuilt()
rmSync(stage, { recursive: true, force: true })
mkdirSync(stage, { recursive: true })
for (const name of ['package.json', 'package-lock.json', '.npmrc', 'out', 'resources']) {
  cpSync(join(root, name), join(stage, name), { recursive: true })
}
const install = ['ci', '--omit=dev', '--ignore-scripts', '--os=win32', '--cpu=x64', '--no-audit', '--no-fund']
run(windows ? 'npm.cmd' : 'npm', install, { cwd: stage, shell: windows })
const builder = ['node_modules/electron-builder/cli.js', '--config', 'build/electron-builder.yml', '--win', '--x64']
run(pinnedNode(), [...builder, '--publish', 'never', ...process.argv.slice(2)], { cwd: root })

function run(command, args, options) {
  const done = spawnSync(command, args, { ...options, env: toolEnvironment(), stdio: ['ignore', 2, 2] })
  if (done.status === 0) return
  say(`${command} ${args.join(' ')}`)
  process.exit(done.status ?? 1)
}
