// npm run -s cli -- …: the contract without a window. Whatever must be installed first talks on stderr only.
import { join } from 'node:path'
import { ensureInstalled, pinnedNode, root, runInForeground, toolEnvironment } from './bootstrap.mjs'

ensureInstalled()
const program = join(root, 'electron', 'backend', 'hosts', 'cli.ts')
process.exitCode = await runInForeground(pinnedNode(), [program, ...process.argv.slice(2)], toolEnvironment())
