// The Electron runtime is not part of the npm package: it is fetched once, on the first start that can reach it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinnedNode, root, say, toolEnvironment } from './bootstrap.mjs'

const dayMs = 24 * 60 * 60 * 1000
const probeMs = 4_000
const downloadMs = 10 * 60 * 1000

/**
 * The path of the Electron program, fetching it when its source answers within a few seconds.
 * A source that cannot be reached is not asked again for a day, so that the next start loses no time.
 * @returns undefined when there is no runtime and none can be had now
 */
export async function electronProgram() {
  const there = installedElectron()
  if (there) return there
  const memory = join(root, 'node_modules', '.cache', 'huozhan', 'electron-unreachable')
  if (existsSync(memory) && Date.now() - Number(readFileSync(memory, 'utf8')) < dayMs) return undefined
  if (await sourceAnswers()) {
    say('正在下载 Electron 运行时… / Downloading the Electron runtime…')
    spawnSync(pinnedNode(), [join(root, 'node_modules', 'electron', 'install.js')], {
      cwd: root,
      env: toolEnvironment(),
      stdio: ['ignore', 2, 2],
      timeout: downloadMs,
    })
    const fetched = installedElectron()
    if (fetched) return fetched
  }
  mkdirSync(join(memory, '..'), { recursive: true })
  writeFileSync(memory, String(Date.now()))
  return undefined
}

/** The path of the Electron program when it is there; nothing is fetched. */
export function installedElectron() {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const program = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(pathFile, 'utf8'))
  return existsSync(program) ? program : undefined
}

async function sourceAnswers() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror
  const source = mirror ?? 'https://github.com/electron/electron/releases/'
  try {
    const answer = await fetch(source, { method: 'HEAD', signal: AbortSignal.timeout(probeMs) })
    return answer.status < 500
  } catch {
    // No route, a refused connection or no answer in time all mean the same here: not reachable now.
    return false
  }
}
