import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ColumnReader } from '../../../electron/backend/features/imports/check/column-reader.ts'
import { KINDS } from '../../../electron/backend/features/imports/kinds.ts'
import { coerceCell } from '../../../shared/domain/import/coerce.ts'

const FIELDS = Object.values(KINDS).flatMap((kind) => kind.fields)
const TEXT = fc
  .array(fc.constantFrom(..."0123456789eEAb.+-%'/ \u3000\u200bÀ１①粮油店", 'Kg', '城南', '#N/A', '2025-01-31'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const LONG = fc.constantFrom('9', 'x', '店').map((c) => c.repeat(41))

test('the short cuts of a column read every text as coerceCell does', () => {
  for (const field of FIELDS) {
    const reader = new ColumnReader(field, 'x', undefined)
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: TEXT }, LONG), (text) => {
        const slow = coerceCell(text, field, { header: 'x' })
        const value = reader.read(text)
        // what our records cannot hold is refused here and not there
        if (reader.problem?.code === 'IMPORT_NUMBER_TOO_LARGE') return
        if ('problem' in slow) expect(reader.problem).toEqual(slow.problem)
        else expect([value, reader.problem]).toEqual([slow.value, null])
      }),
      { numRuns: 60 },
    )
  }
})
