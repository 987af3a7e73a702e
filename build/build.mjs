// npm run build: builds out/ when a source changed since the last build.
import { ensureBuilt, ensureInstalled } from './bootstrap.mjs'

ensureInstalled()
ensureBuilt()
