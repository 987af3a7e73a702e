// npm run build: builds out/ when a source changed since the last build.
import { ensureBuilt } from './bootstrap.mjs'

ensureBuilt()
