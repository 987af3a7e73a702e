// npm run -s cli -- …: the contract without a window. Whatever must be installed first talks on stderr only.
import { join } from 'node:path'
import { ensureInstalled, nodeFlags, pinnedNode, root, runInForeground, toolEnvironment } from './bootstrap.mjs'

ensureInstalled()
const program = join(root, 'electron', 'backend', 'hosts', 'cli.ts')
const args = [...nodeFlags, program, ...process.argv.slice(2)]
process.exitCode = await runInForeground(pinnedNode(), args, toolEnvironment())
