// What a fresh clone needs before anything of the project can run: packages, the pinned Node, a build.
// Runs under the machine's own Node 20 or newer with nothing installed, so it uses Node's own modules only.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'
const buildLimitMs = 120_000

/** Prints one line for people, on stderr, so that a program's stdout stays its own. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Installs the packages of package-lock.json when they are missing or belong to another lock file. */
export function ensureInstalled() {
  const lock = join(root, 'package-lock.json')
  const hidden = join(root, 'node_modules', '.package-lock.json')
  const stamp = join(root, 'node_modules', '.huozhan-lock')
  const wanted = hashOf(readFileSync(lock))
  if (existsSync(hidden)) {
    if (readIfThere(stamp) === wanted) return
    if (!existsSync(stamp) && statSync(hidden).mtimeMs >= statSync(lock).mtimeMs) return writeFileSync(stamp, wanted)
  }
  say('正在安装依赖包… / Installing packages…')
  // npm's own notices go to stderr with the rest: stdout belongs to the command that was asked for.
  const done = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    shell: windows,
    stdio: ['ignore', 2, 2],
  })
  if (done.status !== 0) {
    say(
      '依赖包安装失败，请检查网络或 npm 镜像后重试。/ Installing packages failed: check the network or the npm mirror.',
    )
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

/** The Node 24 that npm installed for this machine; undefined where none is packaged. */
export function packagedNode() {
  // The package for Macs with Apple processors has another name than the others.
  const platform = windows ? 'win' : process.platform
  const names = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]
  const programs = names.map((name) => join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node'))
  return programs.find((program) => existsSync(program))
}

/** The Node that runs the application: the packaged 24, or the running one when that is as new. */
export function pinnedNode() {
  const found = packagedNode()
  if (found) return found
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  say(
    '此平台没有自带的 Node 24，请安装 Node 24 后重试。/ Node 24 is needed and not packaged for this platform: install it.',
  )
  process.exit(1)
}

/**
 * How Node runs the application. V8 guards compiled code by memory protection keys where the processor has them, and its
 * list of such pages can lose one when threads end while others compile: the process then stops with
 * `Check failed: jit_page.has_value()`. Without the keys that list is not asked.
 */
export const nodeFlags = ['--no-memory-protection-keys']

/** The environment in which the project's own programs run: the pinned Node and the installed tools come first. */
export function toolEnvironment(extra = {}) {
  const path = [dirname(pinnedNode()), join(root, 'node_modules', '.bin'), process.env.PATH ?? process.env.Path]
  return { ...process.env, PATH: path.join(delimiter), ...extra }
}

/** Builds `out/` when a source is newer than the last build. A failed build ends the process with a message. */
export function ensureBuilt() {
  if (!buildIsStale()) return
  const built = oneAtATime(() => !buildIsStale() || build())
  if (built) return
  say('构建失败。/ The build failed.')
  process.exit(1)
}

function build() {
  say('正在构建… / Building…')
  const wanted = hashOfSources()
  const args = ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn']
  const done = spawnSync(pinnedNode(), args, { cwd: root, env: toolEnvironment(), stdio: ['ignore', 2, 2] })
  if (done.status !== 0) return false
  writeFileSync(join(root, 'out', '.sources'), wanted)
  return true
}

/** Test files that run at once must not build into each other's files: the others wait for the one that builds. */
function oneAtATime(work) {
  const lock = join(root, 'node_modules', '.cache', 'huozhan-building')
  mkdirSync(join(lock, '..'), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      // Whoever made it an age ago was killed while building.
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > buildLimitMs) {
        rmSync(lock, { recursive: true, force: true })
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  }
  try {
    return work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function buildIsStale() {
  return readIfThere(join(root, 'out', '.sources')) !== hashOfSources()
}

/**
 * Runs a program in the foreground: its streams are ours, our signals are its own.
 * @returns its exit code; 128 + the signal's number when a signal ended it, as shells do
 */
export function runInForeground(command, args, environment) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: environment, windowsHide: false })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.on('error', (error) => {
      say(error.message)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const name of ['electron.vite.config.ts', 'package-lock.json', 'build/url-entries.ts']) addFile(hash, name)
  for (const folder of ['electron', 'renderer', 'shared']) addFolder(hash, folder)
  return hash.digest('hex')
}

function addFolder(hash, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) addFolder(hash, path)
    else addFile(hash, path)
  }
}

function addFile(hash, path) {
  const facts = statSync(join(root, path))
  hash.update(`${path} ${facts.size} ${Math.floor(facts.mtimeMs)}\n`)
}

function hashOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
