import type { CustomerField } from '../../../shared/contract/customer-file.ts'
import { formatScaled } from '../../components/format.ts'

/** Largest number of an own field, in thousandths. */
export const LARGEST_OWN = 9_000_000_000_000

/** A value of an own field as text. */
export const ownText = (value: string | number | undefined): string =>
  typeof value === 'number' ? formatScaled(value, 3) : (value ?? '')

/** The choices of a field; one that was taken away stays with those who have it. */
export const optionsOf = (field: CustomerField, chosen: string): { value: string; label: string }[] =>
  [...new Set([...field.choices, ...(chosen === '' ? [] : [chosen])])].map((value) => ({ value, label: value }))
