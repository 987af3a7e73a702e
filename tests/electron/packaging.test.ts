import { extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'huozhan-package-'))
const unpacked = join(folder, 'installer', 'win-unpacked')
let shipped: string[]

beforeAll(() => {
  const electron = fakeElectron()
  const overrides = {
    electronDist: electron,
    'directories.output': join(folder, 'installer'),
    // Both edit a real Windows program, which the fake one is not.
    disableAsarIntegrity: 'true',
    'win.signAndEditExecutable': 'false',
  }
  const args = Object.entries(overrides).map(([name, value]) => `-c.${name}=${value}`)
  const done = spawnSync(process.execPath, [join(root, 'build', 'package.mjs'), '--dir', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_BUILDER_CACHE: join(folder, 'cache') },
  })
  if (done.status !== 0) throw new Error(done.stderr)
  shipped = listPackage(join(unpacked, 'resources', 'app.asar'), { isPack: false }).map((path) =>
    path.replaceAll('\\', '/'),
  )
}, 240_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the package holds the build, the resources and the packages, and nothing else', () => {
  const top = new Set(shipped.map((path) => path.split('/')[1]))
  expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json', 'resources'])
  for (const needed of [
    '/out/main/main.js',
    '/out/main/utility.js',
    '/out/preload/preload.cjs',
    '/out/renderer/index.html',
  ]) {
    expect(shipped).toContain(needed)
  }
})

test('no sources, source maps, tests, documents or build tools are shipped', () => {
  const outside = shipped.filter((path) => !path.startsWith('/node_modules/'))
  expect(outside.filter((path) => /\.(ts|vue|map)$|\.test\.|\/tests?\/|\/docs\//.test(path))).toEqual([])
  const packages = new Set(
    shipped.filter((path) => path.startsWith('/node_modules/')).map((path) => path.split('/')[2]!),
  )
  const unwanted = [
    'typescript',
    'vite',
    'vitest',
    'electron',
    'electron-builder',
    'playwright-core',
    'vue',
    'element-plus',
    'xlsx',
  ]
  expect(unwanted.filter((name) => packages.has(name))).toEqual([])
  expect([...packages].filter((name) => /^node-(win|linux|darwin|bin)-/.test(name))).toEqual([])
})

test('every package that the build imports is shipped', () => {
  const files = shipped.filter((path) => /^\/out\/main\/[^/]+\.js$/.test(path))
  const text = files
    .map((path) => extractFile(join(unpacked, 'resources', 'app.asar'), path.slice(1)).toString())
    .join('\n')
  const imported = [...text.matchAll(/^(?:import|export) .*?from "([^"]+)";|^import "([^"]+)";/gm)].map(
    (match) => match[1] ?? match[2]!,
  )
  const named = imported.filter((name) => !name.startsWith('.') && !name.startsWith('node:') && name !== 'electron')
  const packages = new Set(
    named.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  )
  expect(packages.size).toBeGreaterThan(3)
  expect([...packages].filter((name) => !shipped.includes(`/node_modules/${name}/package.json`))).toEqual([])
})

test('what packages load as files beside their modules is shipped', () => {
  for (const name of ['ets_bg.wasm', 'mstl_bg.wasm']) {
    const path = `/node_modules/@bsull/augurs/${name}`
    expect(shipped).toContain(path)
    expect(
      extractFile(join(unpacked, 'resources', 'app.asar'), path.slice(1))
        .subarray(0, 4)
        .toString(),
    ).toBe('\0asm')
  }
})

test('every native binary is the one for Windows x64, outside the archive', () => {
  const native = filesBelow(join(unpacked, 'resources', 'app.asar.unpacked')).filter((path) => path.endsWith('.node'))
  expect(native.map((path) => path.replace(/^.*node_modules\//, '')).sort()).toEqual([
    '@node-rs/argon2-win32-x64-msvc/argon2.win32-x64-msvc.node',
    'better-sqlite3/prebuilds/win32-x64.node',
  ])
  expect(shipped.filter((path) => path.endsWith('.node'))).toHaveLength(native.length)
})

test('the program has only the Chinese and English locales', () => {
  expect(readdirSync(join(unpacked, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak'])
})

test('the fuses of the program are set', async () => {
  const fuses = await getCurrentFuseWire(join(unpacked, 'Huozhan.exe'))
  const read = (fuse: FuseV1Options) => fuses[fuse]
  const off = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ]
  const on = [
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
  ]
  expect(off.map(read)).toEqual(off.map(() => FuseState.DISABLE))
  expect(on.map(read)).toEqual(on.map(() => FuseState.ENABLE))
})

/** As much of an unpacked Electron for Windows as the packager looks at: a program with a fuse wire, and locales. */
function fakeElectron(): string {
  const electron = join(folder, 'electron')
  mkdirSync(join(electron, 'locales'), { recursive: true })
  mkdirSync(join(electron, 'resources'))
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
  const fuses = '101101001'
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuses.length]), Buffer.from(fuses)])
  writeFileSync(join(electron, 'electron.exe'), Buffer.concat([Buffer.alloc(1024), wire, Buffer.alloc(1024)]))
  writeFileSync(join(electron, 'version'), '45.4.1')
  writeFileSync(join(electron, 'resources', 'default_app.asar'), '')
  for (const locale of ['zh-CN', 'en-US', 'de', 'fr']) writeFileSync(join(electron, 'locales', `${locale}.pak`), '')
  return electron
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
}
