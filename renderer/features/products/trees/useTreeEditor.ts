import { computed, ref } from 'vue'
import type { TreeNode } from '../../../../shared/contract/products.ts'
import { newId } from '../../../../shared/ids.ts'
import { api, orpc, queryClient } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'
import { errorText, failureOf } from '../../../app/error-text.ts'
import { t } from '../../../app/i18n.ts'
import { showToast } from '../../../components/feedback/toasts.ts'
import { treeRows } from '../../../components/inputs/tree.ts'

/** The nodes of a tree as rows, and what can be done with them; each act is one or a few commands. */
export function useTreeEditor(kind: TreeNode['kind']) {
  const query = useApiQuery(orpc.trees.list, { kind })
  const nodes = computed(() => query.data.value ?? [])
  const rows = computed(() => treeRows(nodes.value, new Set(nodes.value.map((node) => node.id)), ''))
  const activeId = ref<string | null>(null)
  const problem = ref('')

  const node = (id: string): TreeNode => nodes.value.find((one) => one.id === id)!
  const siblings = (parentId: string | null): TreeNode[] => nodes.value.filter((one) => one.parentId === parentId)

  let last: Promise<unknown> = Promise.resolve()
  /** One after the other, each on the tree the one before left: a quick key is never dropped nor sees old rows. */
  const inTurn =
    <Arguments extends unknown[], Result>(run: (...values: Arguments) => Promise<Result>) =>
    (...values: Arguments): Promise<Result> => {
      const next = last.then(() => run(...values))
      last = next.catch(() => {})
      return next
    }

  /** Shows what is wrong, and reads the tree anew. True when the work went through. */
  async function act(work: () => Promise<unknown>, explain?: (error: unknown) => string | null): Promise<boolean> {
    problem.value = ''
    try {
      await work()
      return true
    } catch (error) {
      problem.value = explain?.(error) ?? errorText(error)
      return false
    } finally {
      await queryClient.invalidateQueries({ queryKey: orpc.trees.key() })
    }
  }

  const save = (to: TreeNode): Promise<TreeNode> => api.trees.save({ ...pick(to), kind })

  /** Writes siblings in the given order, those alone whose place or parent changed. */
  async function arrange(list: readonly TreeNode[], parentId: string | null): Promise<void> {
    for (const [sort, one] of list.entries())
      if (one.sort !== sort || one.parentId !== parentId) await save({ ...one, sort, parentId })
  }

  /** Adds a node under `parentId`, behind `after` or at the end. */
  async function add(name: string, parentId: string | null, after: string | null): Promise<boolean> {
    const list = siblings(parentId)
    const at = after === null ? list.length : list.findIndex((one) => one.id === after) + 1
    const id = newId()
    const done = await act(async () => {
      const made = await api.trees.save({ id, version: 0, kind, parentId, name, sort: at })
      await arrange([...list.slice(0, at), made, ...list.slice(at)], parentId)
    })
    if (done) activeId.value = id
    return done
  }

  const rename = (id: string, name: string): Promise<boolean> => act(() => save({ ...node(id), name }))

  async function remove(id: string): Promise<void> {
    const gone = nodes.value.find((one) => one.id === id)
    if (!gone) return
    const at = rows.value.findIndex((row) => row.node.id === id)
    const done = await act(
      () => api.trees.remove({ id, version: gone.version }),
      (error) => {
        const failure = failureOf(error)
        return failure.code === 'RULE' && failure.data.rule === 'IN_USE'
          ? t('products.tree.inUse', { name: gone.name, by: failure.data.value ?? '' })
          : null
      },
    )
    if (!done) return
    activeId.value = (rows.value[at] ?? rows.value[at - 1])?.node.id ?? null
    showToast(t('products.tree.removed', { name: gone.name }))
  }

  /** Moves a node among its siblings, below the one above it, or out to its parent's level. */
  async function move(id: string, direction: 'up' | 'down' | 'in' | 'out'): Promise<void> {
    const moved = nodes.value.find((one) => one.id === id)
    if (!moved) return
    const list = siblings(moved.parentId)
    const at = list.findIndex((one) => one.id === id)
    if (direction === 'up' || direction === 'down') {
      const to = at + (direction === 'up' ? -1 : 1)
      if (to < 0 || to >= list.length) return
      const rest = list.filter((one) => one.id !== id)
      await act(() => arrange([...rest.slice(0, to), moved, ...rest.slice(to)], moved.parentId))
    } else if (direction === 'in') {
      const parent = list[at - 1]
      if (parent) await act(() => arrange([...siblings(parent.id), moved], parent.id))
    } else if (moved.parentId !== null) {
      const parent = node(moved.parentId)
      const uncles = siblings(parent.parentId)
      const behind = uncles.findIndex((one) => one.id === parent.id) + 1
      await act(() => arrange([...uncles.slice(0, behind), moved, ...uncles.slice(behind)], parent.parentId))
    }
  }

  return {
    query,
    rows,
    activeId,
    problem,
    node,
    add: inTurn(add),
    rename: inTurn(rename),
    remove: inTurn(remove),
    move: inTurn(move),
  }
}

const pick = ({ id, version, parentId, name, sort }: TreeNode) => ({ id, version, parentId, name, sort })
