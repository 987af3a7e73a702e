// npm test: installs, builds, checks and tests everything; the last line alone says how many passed and failed.
// Arguments are handed to vitest and then only it runs. --everything (what CI asks for) adds the reduced proofs and the
// quick benchmarks, as far as package.json has them.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { ensureBuilt, ensureInstalled, pinnedNode, root, say, toolEnvironment } from './bootstrap.mjs'
import { ensureBrowser } from './browser.mjs'

const started = Date.now()
const everything = process.argv.includes('--everything')
const filters = process.argv.slice(2).filter((argument) => argument !== '--everything')
const count = { passed: 0, failed: 0, skipped: 0 }
const failures = []

ensureInstalled()
const browser = ensureBrowser()
if (!browser) count.failed += 1

const environment = toolEnvironment({ CHROME_PATH: browser ?? '', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' })
if (filters.length === 0) {
  // The slow ones first, so that the cores end together.
  await checkAll([
    ['types: renderer', 'node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'renderer'],
    ['types: tests', 'node_modules/typescript/bin/tsc', '-p', 'tests'],
    ['build', 'build/build.mjs'],
    ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'],
    ['types: electron', 'node_modules/typescript/bin/tsc', '-p', 'electron'],
    ['types: shared', 'node_modules/typescript/bin/tsc', '-p', 'shared'],
    ['types: build', 'node_modules/typescript/bin/tsc', '-p', '.'],
    ['types: preload', 'node_modules/typescript/bin/tsc', '-p', 'electron/preload'],
    ['lint', 'node_modules/oxlint/bin/oxlint'],
  ])
} else ensureBuilt()
// without a build every browser test would try to make one
if (!failures.includes('build')) {
  runVitest()
  if (everything) {
    runScript('prove', ['--reduced'])
    runScript('bench', ['--quick'])
  }
}

for (const failure of failures) say(`failed: ${failure}`)
if (count.skipped > 0) say(`${count.skipped} not run`)
say(`${Math.round((Date.now() - started) / 1000)} s`)
process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
process.exitCode = count.failed === 0 ? 0 : 1

/** Runs the checks, as many at once as there are cores. What a failed one says is printed whole. */
async function checkAll(checks) {
  const waiting = [...checks]
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await check(...next)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

function check(name, program, ...args) {
  return new Promise((resolve) => {
    const child = spawn(pinnedNode(), [program, ...args], { cwd: root, env: environment })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => {
      if (code === 0) passed(name)
      else {
        process.stdout.write(`${output}\n`)
        failed(name)
      }
      resolve()
    })
  })
}

function runVitest() {
  const report = join(root, 'tests', '.artifacts', 'vitest.json')
  mkdirSync(join(report, '..'), { recursive: true })
  rmSync(report, { force: true })
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const done = spawnSync(pinnedNode(), ['node_modules/vitest/vitest.mjs', ...args], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined
  count.passed += result?.numPassedTests ?? 0
  count.failed += result?.numFailedTests ?? 0
  for (const file of result?.testResults ?? []) {
    for (const test of file.assertionResults) {
      if (test.status === 'failed')
        failures.push(`${relative(root, file.name)} › ${test.fullName}\n${test.failureMessages.join('\n')}`)
    }
  }
  count.skipped += (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0)
  // A file that cannot be loaded, or an error outside every test, fails the run without failing a test.
  if (done.status !== 0 && !result?.numFailedTests) failed('vitest')
}

/** A long run of its own: counted by its closing line when it has one, else as one test by its exit code. */
function runScript(name, args) {
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
  if (!(name in scripts)) return
  const done = spawnSync(`npm run -s ${name} -- ${args.join(' ')}`, {
    cwd: root,
    env: environment,
    shell: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  process.stdout.write(done.stdout)
  const closing = /^(\d+) passed, (\d+) failed/.exec(done.stdout.trimEnd().split('\n').at(-1) ?? '')
  if (closing) {
    count.passed += Number(closing[1])
    count.failed += Number(closing[2])
  }
  if (done.status === 0 && !closing) passed(name)
  if (done.status !== 0 && !(Number(closing?.[2]) > 0)) failed(name)
}

function passed(name) {
  count.passed += 1
  say(`passed: ${name}`)
}

function failed(name) {
  count.failed += 1
  failures.push(name)
}
