// npm start: installs and builds what is missing, then opens the desktop window or, without Electron, the Node host.
import { join } from 'node:path'
import {
  ensureBuilt,
  ensureInstalled,
  nodeFlags,
  pinnedNode,
  root,
  runInForeground,
  say,
  toolEnvironment,
} from './bootstrap.mjs'
import { electronProgram, installedElectron } from './electron-runtime.mjs'

const args = process.argv.slice(2)
// These ask for something that only the Node host has: an address, and whether a browser is opened on it. So does a
// Linux machine without a screen.
const hostOptions = ['--port', '--host', '--no-open']

ensureInstalled()
ensureBuilt()

const program = wantsHost() ? installedElectron() : await electronProgram()
if (!program) {
  say(
    '没有 Electron 桌面运行时，改用浏览器（联网后运行 npx install-electron 即可获得桌面窗口）。/ ' +
      'No Electron runtime, so the browser is used (npx install-electron, with a network, brings the desktop window).',
  )
}
if (program && !wantsHost()) {
  process.exitCode = await runInForeground(program, [root, ...args], toolEnvironment())
} else {
  const host = join(root, 'electron', 'backend', 'hosts', 'serve.ts')
  process.exitCode = await runInForeground(pinnedNode(), [...nodeFlags, host, ...args], toolEnvironment())
}

function wantsHost() {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  const named = args.some((arg) => hostOptions.some((option) => arg === option || arg.startsWith(`${option}=`)))
  return !screen || named
}
