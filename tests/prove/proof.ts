import { openReader } from '../../electron/backend/db/open.ts'
import { verifyDatabase } from '../../electron/backend/features/system/verify.ts'

/**
 * A long test. Reduced: the same in little. @returns what was found, in one line
 * @throws when it does not hold
 */
export type Proof = (options: { reduced: boolean }) => Promise<string>

/** @throws when any check of `verify` finds a fault in the company file */
export function verifyFile(file: string): void {
  const reader = openReader(file)
  try {
    const { ok, checks } = verifyDatabase(reader)
    const faults = checks.filter((c) => !c.ok).map((c) => `${c.name}: ${c.faults.join('; ')}`)
    if (!ok) throw new Error(`the books do not add up:\n${faults.join('\n')}`)
  } finally {
    reader.close()
  }
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`)
}
