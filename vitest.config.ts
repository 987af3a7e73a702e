import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Files that hold a clock to the program: they run one at a time, when the others have left the machine to them. */
const timed = [
  'tests/backend/files/{hostile,import-data,utility-process}.test.ts',
  'tests/backend/products-suggest.test.ts',
  'tests/bootstrap/start.test.ts',
  'tests/e2e/line-grid/cost.test.ts',
  'tests/e2e/line-grid/list.test.ts',
  'tests/e2e/orders/keyboard.test.ts',
  'tests/e2e/scanning/speed.test.ts',
  'tests/e2e/shell.test.ts',
  'tests/hosts/serve.test.ts',
]

/**
 * Real spreadsheets of other people lie beside the project, not in it (docs/contributing.md). Where they are missing, the
 * files that read them are left out, and it is said.
 */
const collected = existsSync(new URL('../shared/data/import', import.meta.url))
const readsCollected = [
  'tests/backend/analytics/retail-demand.test.ts',
  'tests/backend/analytics/retail-value.test.ts',
  'tests/backend/files/{fuzz,hostile,import-data,mark-problems,same-as-library,utility-process}.test.ts',
  'tests/backend/**/retail-*.test.ts',
  'tests/backend/imports/{corners,customers,orders,products}.test.ts',
  'tests/domain/import/real-files.test.ts',
]
if (!collected) console.warn(`../shared/data/import is not here: left out ${readsCollected.join(', ')}`)

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // as the application runs (build/bootstrap.mjs)
    execArgv: ['--no-memory-protection-keys'],
    // longer than Playwright waits, so that it can say for what
    testTimeout: 60_000,
    // a screen follows its backend in its own time, and two browsers share the machine
    expect: { poll: { timeout: 10_000, interval: 20 } },
    hookTimeout: 60_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'free',
          include: ['tests/**/*.test.ts'],
          exclude: collected ? timed : [...timed, ...readsCollected],
          // Many tests wait for a disk or a browser: two at once, on two cores too, where the default would be one.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: timed,
          exclude: collected ? [] : readsCollected,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
