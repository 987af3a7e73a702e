import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, { resolved?: string; gypfile?: boolean; hasInstallScript?: boolean; optional?: boolean }>
}
const manifest = JSON.parse(read('package.json')) as {
  allowScripts: Record<string, boolean>
  optionalDependencies: Record<string, string>
}

test('the lock file names no registry: whoever clones installs from the registry or mirror they use', () => {
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
})

test('no package builds or downloads at install time', () => {
  expect(lock.packages['node_modules/better-sqlite3']!.gypfile).toBe(false)
  const withScripts = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
  expect(withScripts.filter((name) => manifest.allowScripts[name] !== false)).toEqual([])
})

test('the pinned Node is in the lock file for every platform it is packaged for', () => {
  for (const name of Object.keys(manifest.optionalDependencies)) {
    expect(lock.packages[`node_modules/${name}`]).toMatchObject({ optional: true })
  }
})

test('node_modules/.bin/node is Node 24', () => {
  const done = spawnSync(join(root, 'node_modules', '.bin', 'node'), ['-p', 'process.versions.node'], {
    encoding: 'utf8',
  })
  expect(done.stdout).toMatch(/^24\./)
})
