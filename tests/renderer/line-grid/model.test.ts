import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGridModel } from '../../../renderer/components/LineGrid/model.ts'
import type { GridChange, RowChange } from '../../../renderer/components/LineGrid/types.ts'

interface Line {
  readonly id: string
  readonly name: string
  readonly price: number
}

function modelOf(...ids: string[]) {
  let last = 0
  return createGridModel<Line>({
    rows: ids.map((id) => ({ id, name: id, price: 1 })),
    newRow: () => ({ id: `new${++last}`, name: '', price: 0 }),
    isBlank: (row) => row.name === '',
  })
}

const patch = (id: string, change: Partial<Line>): RowChange<Line> => ({ type: 'patch', id, patch: change })
const plain = (model: ReturnType<typeof modelOf>) => model.rows.map((row) => ({ ...row }))

describe('one command stack', () => {
  test('undoes and redoes edits, inserts, deletes and moves', () => {
    const model = modelOf('a', 'b', 'c')
    const states = [plain(model)]
    const commands: RowChange<Line>[][] = [
      [patch('a', { name: 'A' })],
      [{ type: 'insert', index: 1, row: { id: 'd', name: 'd', price: 2 } }],
      [{ type: 'delete', id: 'b' }],
      [{ type: 'move', id: 'a', index: 2 }],
    ]
    for (const changes of commands) {
      model.apply(changes, { reason: 'edit' })
      states.push(plain(model))
    }
    for (const state of states.slice(0, -1).toReversed()) {
      model.undo()
      expect(plain(model)).toEqual(state)
    }
    expect(model.canUndo.value).toBe(false)
    for (const state of states.slice(1)) {
      model.redo()
      expect(plain(model)).toEqual(state)
    }
    expect(model.canRedo.value).toBe(false)
  })

  test('a reply is undone together with the edit it answers', () => {
    const model = modelOf('a')
    const off = model.onChange(({ reason, group }) => {
      if (reason === 'edit') model.apply([patch('a', { price: 88 })], { reason: 'reply', group })
    })
    model.apply([patch('a', { name: 'flour' })], { reason: 'edit', at: { id: 'a', column: 'name' } })
    off()
    expect(plain(model)).toEqual([{ id: 'a', name: 'flour', price: 88 }])
    expect(model.undo()).toEqual({ id: 'a', column: 'name' })
    expect(plain(model)).toEqual([{ id: 'a', name: 'a', price: 1 }])
    model.redo()
    expect(plain(model)).toEqual([{ id: 'a', name: 'flour', price: 88 }])
  })

  test('a late reply leaves alone what has been typed since, and does nothing once its edit is undone', () => {
    const model = modelOf('a')
    const groups: number[] = []
    model.onChange(({ group }) => groups.push(group))
    model.apply([patch('a', { name: 'flour' })], { reason: 'edit' })
    const group = groups[0] ?? 0
    model.apply([patch('a', { price: 5 })], { reason: 'edit' })
    expect(model.apply([patch('a', { price: 88 })], { reason: 'reply', group })).toBe(false)
    expect(model.row('a')?.price).toBe(5)
    model.undo()
    model.undo()
    expect(model.apply([patch('a', { price: 88 })], { reason: 'reply', group })).toBe(false)
    expect(plain(model)).toEqual([{ id: 'a', name: 'a', price: 1 }])
    expect(model.canRedo.value).toBe(true)
  })

  test('refused texts come and go with their commands', () => {
    const model = modelOf('a')
    const rejected = { text: '12x', error: 'no number' }
    model.apply([{ type: 'reject', id: 'a', column: 'price', rejected }], { reason: 'edit' })
    model.apply([patch('a', { price: 12 }), { type: 'reject', id: 'a', column: 'price', rejected: null }], {
      reason: 'edit',
    })
    expect(model.rejected.size).toBe(0)
    model.undo()
    expect(model.rejected.get('a')).toEqual({ price: rejected })
    model.apply([{ type: 'delete', id: 'a' }], { reason: 'delete' })
    model.undo()
    expect(model.rejected.get('a')).toEqual({ price: rejected })
    model.undo()
    expect(model.rejected.size).toBe(0)
  })

  test('a batch is one event, and nothing done is no event', () => {
    const model = modelOf('a', 'b')
    const events: GridChange<Line>[] = []
    model.onChange((event) => events.push(event))
    const group = model.newGroup()
    model.batch(() => {
      model.apply([patch('a', { price: 2 })], { reason: 'paste', group })
      model.apply([patch('b', { price: 2 })], { reason: 'paste', group })
    })
    model.apply([patch('a', { price: 2 })], { reason: 'edit' })
    expect(events).toHaveLength(1)
    expect(events[0]?.changes).toHaveLength(2)
    model.undo()
    expect(plain(model).map(({ price }) => price)).toEqual([1, 1])
  })

  test('whatever is done can be undone to the start and redone to the end', () => {
    const step = fc.record({
      kind: fc.constantFrom('patch', 'insert', 'delete', 'move', 'reply', 'undo', 'redo'),
      row: fc.nat(9),
      place: fc.nat(9),
      value: fc.nat(4),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const model = modelOf('a', 'b', 'c', 'd')
        const start = plain(model)
        const groups: number[] = []
        model.onChange(({ reason, group }) => reason !== 'reply' && groups.push(group))
        for (const { kind, row, place, value } of steps) {
          const id = model.rows[row % Math.max(model.rows.length, 1)]?.id ?? 'none'
          if (kind === 'undo') model.undo()
          else if (kind === 'redo') model.redo()
          else if (kind === 'reply')
            model.apply([patch(id, { price: value, name: 'late' })], { reason: 'reply', group: groups[place] ?? 999 })
          else if (kind === 'insert')
            model.apply([{ type: 'insert', index: place, row: model.newRow() }], { reason: 'insert' })
          else if (kind === 'patch') model.apply([patch(id, { price: value })], { reason: 'edit' })
          else if (kind === 'delete') model.apply([{ type: 'delete', id }], { reason: 'delete' })
          else model.apply([{ type: 'move', id, index: place }], { reason: 'move' })
        }
        while (model.canRedo.value) model.redo()
        const end = plain(model)
        while (model.canUndo.value) model.undo()
        expect(plain(model)).toEqual(start)
        while (model.canRedo.value) model.redo()
        expect(plain(model)).toEqual(end)
      }),
      { numRuns: 300 },
    )
  })
})
