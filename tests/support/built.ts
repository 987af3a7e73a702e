import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The product as it is shipped: builds `out/` when a source is newer than it, once for all test files that run at once.
 * @returns the folders of `out/`
 */
export function builtProduct(): { main: string; renderer: string } {
  const done = spawnSync(process.execPath, [join(root, 'build', 'build.mjs')], { cwd: root, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`The build failed:\n${done.stderr}`)
  return { main: join(root, 'out', 'main'), renderer: join(root, 'out', 'renderer') }
}
