// npm's postinstall of the project, after `npm ci` and `npm install` alike.
import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { packagedNode, root } from './bootstrap.mjs'

linkNode()
keepPrebuilt()

/**
 * node_modules/.bin/node is the pinned Node. The package of each platform declares that command, and npm drops the link
 * of the one it kept together with the links of those it left out.
 */
function linkNode() {
  const program = packagedNode()
  if (!program) return
  const folder = join(root, 'node_modules', '.bin')
  const link = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  mkdirSync(folder, { recursive: true })
  rmSync(link, { force: true })
  if (process.platform !== 'win32') return symlinkSync(relative(folder, program), link)
  try {
    linkSync(program, link)
  } catch {
    // A hard link needs one file system, a symbolic one a privilege that Windows rarely gives.
    copyFileSync(program, link)
  }
}

/**
 * better-sqlite3 ships its binaries and says so (`gypfile: false`), but npm 10 installs by the lock file alone, which
 * does not carry that word, and would want a compiler. `npm install` removes it again from the lock.
 */
function keepPrebuilt() {
  const path = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(path, 'utf8'))
  const entry = lock.packages['node_modules/better-sqlite3']
  if (entry.gypfile === false) return
  entry.gypfile = false
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
}
