import { enableCompileCache } from 'node:module'

// Compiled code is kept between runs. What is imported before this line is not, so the rest comes after it.
enableCompileCache()
const { runCommandLine } = await import('./cli-run.ts')
process.exitCode = await runCommandLine(process.argv.slice(2))
