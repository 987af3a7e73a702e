import { describe, expect, test } from 'vitest'
import { createGridModel } from '../../../renderer/components/LineGrid/model.ts'
import { nextProblem, problemsInOrder, walkFrom } from '../../../renderer/components/LineGrid/navigation.ts'
import { createResolver, pickFrom } from '../../../renderer/components/LineGrid/resolver.ts'
import { gridTexts } from '../../../renderer/components/LineGrid/texts.ts'
import type { GridColumn, ListOption } from '../../../renderer/components/LineGrid/types.ts'

interface Line {
  readonly id: string
  readonly product: string
  readonly quantity: number
}

const option = (name: string, code: string): ListOption<Line> => {
  return { key: code, cells: [code, name], codes: [code], patch: { product: name } }
}

function setUp() {
  const model = createGridModel<Line>({
    rows: ['a', 'b'].map((id) => ({ id, product: '', quantity: 0 })),
    newRow: () => ({ id: 'new', product: '', quantity: 0 }),
    isBlank: (row) => row.product === '',
  })
  const answers: { text: string; answer: (options: ListOption<Line>[]) => void; fail: (error: Error) => void }[] = []
  const product: GridColumn<Line> = {
    key: 'product',
    title: 'Product',
    width: 100,
    kind: 'combobox',
    stop: true,
    format: (row) => row.product,
    list: {
      columns: [],
      search: (text) => new Promise((answer, fail) => answers.push({ text, answer, fail })),
    },
  }
  const quantity: GridColumn<Line> = {
    key: 'quantity',
    title: 'Quantity',
    width: 100,
    kind: 'quantity',
    stop: true,
    format: (row) => String(row.quantity),
    // A quantity is read with the product's units: without a product it cannot be understood.
    parse: (text, row) => (row.product === '' ? { error: 'no product' } : { patch: { quantity: Number(text) } }),
  }
  const resolver = createResolver(model, () => gridTexts.en)
  const commit = (id: string, column: GridColumn<Line>, text: string) =>
    resolver.commit({ id, column, text, reason: 'edit', pick: { place: 0 } })
  return { model, product, quantity, resolver, commit, answers }
}

describe('texts that wait for an answer', () => {
  test('later cells of the row wait behind it, other rows do not, and answers may come in any order', async () => {
    const { model, product, quantity, resolver, commit, answers } = setUp()
    const first = commit('a', product, 'flo')
    const amount = commit('a', quantity, '12')
    const second = commit('b', product, 'ric')
    await Promise.resolve()
    expect(resolver.pending.get('a')).toEqual({ product: 'flo', quantity: '12' })
    answers[1]?.answer([option('rice', 'R1')])
    await second
    expect(model.row('b')?.product).toBe('rice')
    expect(model.row('a')?.product).toBe('')
    answers[0]?.answer([option('flour', 'F1'), option('flour 2', 'F2')])
    expect(await first).toBe(true)
    expect(await amount).toBe(true)
    expect({ ...model.row('a') }).toEqual({ id: 'a', product: 'flour', quantity: 12 })
    expect(resolver.pending.size).toBe(0)
  })

  test('no hit, a failure and a removed row lose nothing and hurt nothing', async () => {
    const { model, product, quantity, commit, answers } = setUp()
    const none = commit('a', product, 'xxx')
    const amount = commit('a', quantity, '12')
    await Promise.resolve()
    answers[0]?.answer([])
    expect(await none).toBe(false)
    expect(await amount).toBe(false)
    expect(model.rejected.get('a')).toEqual({
      product: { text: 'xxx', error: gridTexts.en.noHit('xxx') },
      quantity: { text: '12', error: 'no product' },
    })
    const failing = commit('a', product, 'flo')
    await Promise.resolve()
    answers[1]?.fail(new Error('offline'))
    expect(await failing).toBe(false)
    expect(model.rejected.get('a')?.['product']).toEqual({ text: 'flo', error: gridTexts.en.searchFailed })
    const orphan = commit('b', product, 'flo')
    await Promise.resolve()
    model.apply([{ type: 'delete', id: 'b' }], { reason: 'delete' })
    answers[2]?.answer([option('flour', 'F1')])
    expect(await orphan).toBe(false)
    expect(model.rows).toHaveLength(1)
  })

  test('deleting the text of a column without an empty state changes nothing and takes a refused text away', async () => {
    const { model, product, commit } = setUp()
    const rejected = { text: 'xxx', error: 'unknown' }
    model.apply([{ type: 'reject', id: 'a', column: 'product', rejected }], { reason: 'edit' })
    expect(await commit('a', product, '')).toBe(true)
    expect(model.rejected.size).toBe(0)
    expect({ ...model.row('a') }).toEqual({ id: 'a', product: '', quantity: 0 })
  })

  test('which option a text means', () => {
    const options = [option('flour', 'F1'), option('flour fine', 'F10')]
    expect(pickFrom(options, 'f', { place: 1 })?.key).toBe('F10')
    expect(pickFrom(options, 'f', { place: 7 })?.key).toBe('F10')
    expect(pickFrom(options, 'f10', 'exact')?.key).toBe('F10')
    expect(pickFrom(options, 'flour', 'exact')?.key).toBe('F1')
    expect(pickFrom(options, 'flo', 'exact')).toBeUndefined()
    expect(pickFrom([option('flour', 'F1')], 'flo', 'exact')?.key).toBe('F1')
    expect(pickFrom([option('flour', 'F1')], 'F', 'code')).toBeUndefined()
  })
})

describe('walks and problems', () => {
  test('Enter walks the usual cells, over row ends, and ends at the ends', () => {
    const { model, product, quantity } = setUp()
    const remark: GridColumn<Line> = { ...quantity, key: 'remark', stop: false }
    const columns = [product, quantity, remark]
    expect(walkFrom(model.rows, columns, { id: 'a', column: 'quantity' }, 'stops', 1)).toEqual({
      id: 'b',
      column: 'product',
    })
    expect(walkFrom(model.rows, columns, { id: 'a', column: 'quantity' }, 'editable', 1)).toEqual({
      id: 'a',
      column: 'remark',
    })
    expect(walkFrom(model.rows, columns, { id: 'b', column: 'product' }, 'stops', -1)).toEqual({
      id: 'a',
      column: 'quantity',
    })
    expect(walkFrom(model.rows, columns, { id: 'b', column: 'quantity' }, 'stops', 1)).toBeNull()
    expect(walkFrom(model.rows, columns, { id: 'a', column: 'product' }, 'stops', -1)).toBeNull()
  })

  test('the next problem behind the cursor, round the end, never an information', () => {
    const { model, product, quantity } = setUp()
    const columns = [product, quantity]
    const rejected = { text: 'x', error: 'unknown' }
    model.apply([{ type: 'reject', id: 'b', column: 'product', rejected }], { reason: 'edit' })
    const found = problemsInOrder(
      model.rows,
      columns,
      (row) => [{ column: 'quantity', severity: row.id === 'a' ? 'warning' : 'info', text: 'look' }],
      model.rejected,
    )
    expect(found.map(({ at, severity }) => `${at.id} ${at.column} ${severity}`)).toEqual([
      'a quantity warning',
      'b product error',
      'b quantity info',
    ])
    expect(nextProblem(found, model.rows, columns, null)).toEqual({ id: 'a', column: 'quantity' })
    expect(nextProblem(found, model.rows, columns, { id: 'a', column: 'quantity' })).toEqual({
      id: 'b',
      column: 'product',
    })
    expect(nextProblem(found, model.rows, columns, { id: 'b', column: 'product' })).toEqual({
      id: 'a',
      column: 'quantity',
    })
  })
})
