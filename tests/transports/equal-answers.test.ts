import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALLS, outcomes } from './calls.ts'
import { WAYS_IN } from './ways-in.ts'

const results: Record<string, Record<string, unknown>> = {}
const closings: (() => Promise<void>)[] = []

beforeAll(async () => {
  for (const [name, open] of Object.entries(WAYS_IN)) {
    const way = await open()
    closings.push(way.close)
    results[name] = await outcomes(way.connect)
  }
})
afterAll(async () => {
  for (const close of closings) await close()
})

const reference = 'in process'

test('the table meets answers and refusals of every kind', () => {
  const codes = Object.values(results[reference]!).map((r) => (r as { code?: string } | null)?.code)
  const expected = [
    'SIGNED_OUT',
    'LOGIN_FAILED',
    'FORBIDDEN',
    'NOT_FOUND',
    'DUPLICATE',
    'CONFLICT',
    'INVALID_INPUT',
    'RULE',
  ]
  expect(codes).toEqual(expect.arrayContaining(expected))
  expect(results[reference]!['event iterator']).toContain('customers')
  expect(results[reference]!['file out']).toMatchObject({ type: 'image/png' })
})

describe.each(Object.keys(WAYS_IN).filter((name) => name !== reference))('%s answers as %s', (way) => {
  test.each(Object.keys(CALLS))('%s', (call) => {
    expect(results[way]![call]).toEqual(results[reference]![call])
  })
})
