import { computed, type ComputedRef } from 'vue'
import { DIMENSIONS, type Dimension } from '../../../shared/domain/analytics/dimensions.ts'
import { askedFilter, keysIn, keysText } from '../../../shared/domain/analytics/sales-question.ts'
import { labelOf } from '../../../shared/domain/analytics/sales-sheet.ts'
import { salesWords } from './sales-words.ts'

type Address = Record<`only-${Dimension}`, string>

/** The conditions of an address that has none. */
export const CONDITION_DEFAULTS = Object.fromEntries(
  DIMENSIONS.map((dimension) => [`only-${dimension}`, '']),
) as Address

/**
 * The conditions of an address, as chips and as the filter of a question.
 * @param known what the keys are called, as far as an answer has said it
 */
export function useConditions(
  values: Address,
  known: () => readonly { dimension: Dimension; key: string; label: string }[] | undefined,
) {
  const filter = computed(() => askedFilter(values))
  const conditions: ComputedRef<{ dimension: Dimension; key: string; label: string }[]> = computed(() =>
    (Object.entries(filter.value) as [Dimension, string[]][]).flatMap(([dimension, keys]) =>
      keys.map((key) => {
        const found = known()?.find((one) => one.dimension === dimension && one.key === key)
        return { dimension, key, label: labelOf(dimension, key, found?.label ?? '…', salesWords) }
      }),
    ),
  )
  function add(dimension: Dimension, key: string): void {
    const keys = keysIn(values[`only-${dimension}`])
    if (!keys.includes(key)) values[`only-${dimension}`] = keysText([...keys, key])
  }
  function remove(dimension: Dimension, key: string): void {
    values[`only-${dimension}`] = keysText(keysIn(values[`only-${dimension}`]).filter((one) => one !== key))
  }
  function clear(): void {
    for (const dimension of DIMENSIONS) values[`only-${dimension}`] = ''
  }
  return { filter, conditions, add, remove, clear }
}
