import { enableCompileCache } from 'node:module'

// Compiled code is kept between starts. What is imported before this line is not, so the rest comes after it.
enableCompileCache()
const { serve } = await import('./serve-host.ts')
await serve(process.argv.slice(2))
