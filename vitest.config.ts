import { defineConfig } from 'vitest/config'

/** Files that hold a clock to the program: they run one at a time, when the others have left the machine to them. */
const timed = [
  'tests/backend/products-suggest.test.ts',
  'tests/bootstrap/start.test.ts',
  'tests/domain/pinyin-search.test.ts',
  'tests/e2e/line-grid/cost.test.ts',
  'tests/e2e/line-grid/list.test.ts',
  'tests/e2e/orders/keyboard.test.ts',
  'tests/hosts/serve.test.ts',
]

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'free',
          include: ['tests/**/*.test.ts'],
          exclude: timed,
          // Many tests wait for a disk or a browser: two at once, on two cores too, where the default would be one.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'timed', include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
