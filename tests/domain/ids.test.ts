import { expect, it } from 'vitest'
import { isId, newId } from '../../shared/ids.ts'

it('makes 26 characters that sort by time, and by order within one millisecond', () => {
  const ids = Array.from({ length: 5000 }, (_, i) => newId(1_800_000_000_000 + Math.floor(i / 1000)))
  expect(ids.every(isId)).toBe(true)
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

it('differs between processes that start at the same millisecond', () => {
  const first = newId(1)
  newId(2)
  expect(newId(1).slice(10)).not.toBe(first.slice(10))
})

it('knows its own', () => {
  expect(isId('not an id')).toBe(false)
  expect(isId(newId().toLowerCase())).toBe(false)
})
