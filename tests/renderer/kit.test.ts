import { describe, expect, it } from 'vitest'
import { matchRank, typedText } from '../../renderer/app/palette/matching.ts'
import { treePath, treeRows } from '../../renderer/components/inputs/tree.ts'
import { sortRows } from '../../renderer/components/table/sort-rows.ts'

describe('palette matching', () => {
  const rank = (typed: string) => matchRank(typed, '订单列表', 'ddlb', 'Order list')

  it('puts initials before names and beginnings before insides', () => {
    expect([rank('dd'), rank('订单'), rank('list'), rank('列表'), rank('x')]).toEqual([0, 1, 2, 3, null])
  })

  it('reads what an input method shows while it composes', () => {
    expect(typedText("d'd'l")).toBe('ddl')
  })
})

describe('tree', () => {
  const nodes = [
    { id: 'a', parentId: null, name: '粮油' },
    { id: 'b', parentId: 'a', name: '面粉', search: 'mf' },
    { id: 'c', parentId: 'b', name: '高筋' },
    { id: 'd', parentId: 'gone', name: '其他' },
  ]
  const shown = (unfolded: string[], text = '') =>
    treeRows(nodes, new Set(unfolded), text).map(({ node, depth }) => `${depth}${node.name}`)

  it('shows what is unfolded, and orphans at the top', () => {
    expect(shown([])).toEqual(['0粮油', '0其他'])
    expect(shown(['a'])).toEqual(['0粮油', '1面粉', '0其他'])
  })

  it('shows matches with all that stands above them', () => {
    expect(shown([], '高')).toEqual(['0粮油', '1面粉', '2高筋'])
    expect(shown([], 'mf')).toEqual(['0粮油', '1面粉'])
  })

  it('writes the way from the top, and survives a loop', () => {
    expect(treePath(nodes, 'c')).toBe('粮油 / 面粉 / 高筋')
    const loop = [
      { id: 'x', parentId: 'y', name: 'X' },
      { id: 'y', parentId: 'x', name: 'Y' },
    ]
    expect(treePath(loop, 'x')).toBe('Y / X')
    expect(treeRows(loop, new Set(), '')).toEqual([])
  })
})

describe('sorting rows on the screen', () => {
  const columns = [{ key: 'value', title: '', value: (row: { value: string | number | null }) => row.value }]
  const sorted = (values: (string | number | null)[], descending = false) =>
    sortRows(
      values.map((value) => ({ value })),
      columns,
      { key: 'value', descending },
    ).map(({ value }) => value)

  it('puts numbers by size, texts by pinyin, empty last in both directions', () => {
    expect(sorted([10, 9, null, 100])).toEqual([9, 10, 100, null])
    expect(sorted([10, 9, null, 100], true)).toEqual([100, 10, 9, null])
    expect(sorted(['面粉', '大米', '', '食盐'])).toEqual(['大米', '面粉', '食盐', ''])
    expect(sorted(['A10', 'A9'])).toEqual(['A9', 'A10'])
  })
})
