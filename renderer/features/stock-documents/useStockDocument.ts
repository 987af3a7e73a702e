import { computed, reactive, ref, shallowRef, watch, type ShallowRef } from 'vue'
import type { StockDocumentView, StockDraft } from '../../../shared/contract/stock-documents.ts'
import type { ProductSuggestion } from '../../../shared/contract/products.ts'
import { directionOf, hasParts, type StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'
import { mulDiv } from '../../../shared/money.ts'
import { api, orpc, queryClient } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { failureOf } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import { useSession } from '../../app/session.ts'
import { showToast } from '../../components/feedback/toasts.ts'
import { answered, createGridModel, type CellPosition, type GridChange } from '../../components/LineGrid/index.ts'
import { splitOverLots } from './split-over-lots.ts'
import { emptyHead, headOf } from './stock-head.ts'
import {
  blankLine,
  fromDocumentLine,
  isBlankLine,
  productPatch,
  roleAt,
  toDraftLine,
  type StockLine,
} from './stock-line.ts'
import { findProblems, problemsFromFailure, type StockProblem } from './stock-problems.ts'

/** What the page asks of its grid. */
export interface GridHandle {
  focus: (at?: CellPosition) => void
  focusEnd: () => void
  commit: () => void
  isWaiting: () => boolean
}

export interface DocumentOptions {
  id: () => string
  /** A new document of this kind when there is none with this id. */
  newKind: () => StockDocumentKind | null
  defaultWarehouseId: () => string | null
  grid: Readonly<ShallowRef<GridHandle | null>>
}

/** One stock document: what is stored, what is typed over it, and everything that can be done with it. */
export function useStockDocument({ id, newKind, defaultWarehouseId, grid }: DocumentOptions) {
  const session = useSession()
  const today = (): string => session.session?.company.today ?? ''
  const query = useApiQuery(orpc.stockDocuments.get, () => (newKind() === null ? { id: id() } : null))
  /** The stored document the typed values stand over; null: a new one. */
  const base = shallowRef<StockDocumentView | null>(null)
  const head = reactive(emptyHead(newKind() ?? 'other-in', defaultWarehouseId(), today()))
  const model = createGridModel<StockLine>({ rows: [blankLine()], newRow: blankLine, isBlank: isBlankLine })
  const busy = ref<'save' | 'post' | 'receive' | 'void' | null>(null)
  const failure = shallowRef<unknown>(null)
  const problems = shallowRef<readonly StockProblem[]>([])
  /** Parts were filled in as the last time. */
  const fromRecipe = ref(false)
  /** What was last taken from or given to the server, to tell what has been typed since. */
  const stored = ref('')

  const status = computed(() => base.value?.status ?? 'draft')
  const may = (action: StockDocumentView['actions'][number]): boolean =>
    base.value === null ? action !== 'receive' : base.value.actions.includes(action)
  const editing = computed(() => status.value === 'draft' && may('edit'))
  const receiving = computed(() => status.value === 'in-transit' && may('receive'))
  const filled = computed(() => model.rows.filter((line) => !isBlankLine(line)))
  const roleOf = (line: StockLine): StockLine['role'] =>
    editing.value ? roleAt(head.kind, model.indexOf(line.id)) : line.role
  const dirty = computed(() => editing.value && fingerprint() !== stored.value)
  const overtaken = computed(
    () => dirty.value && query.data.value !== undefined && query.data.value.version !== base.value?.version,
  )

  const isConflict = computed(() => failure.value !== null && failureOf(failure.value).code === 'CONFLICT')

  function draft(): StockDraft {
    return {
      kind: head.kind,
      warehouseId: head.warehouseId ?? '',
      toWarehouseId: head.toWarehouseId,
      ...(head.day === null ? {} : { day: head.day }),
      reason: head.reason.trim(),
      remark: head.remark.trim(),
      lines: filled.value.filter((line) => line.productId !== '').map((line) => toDraftLine(line, roleOf(line))),
    }
  }
  function fingerprint(): string {
    return JSON.stringify([draft(), [...model.rejected]])
  }

  function take(view: StockDocumentView): void {
    base.value = view
    Object.assign(head, headOf(view))
    const isDraft = view.status === 'draft'
    const lines = view.lines.map((line) => fromDocumentLine(line, isDraft, view.status === 'in-transit'))
    model.replace(isDraft && view.actions.includes('edit') ? [...lines, blankLine()] : lines)
    failure.value = null
    problems.value = []
    fromRecipe.value = false
    stored.value = fingerprint()
    void loadFacts(model.rows)
  }
  watch(
    query.data,
    (view) => {
      if (view && view.version !== base.value?.version && !dirty.value) take(view)
    },
    { immediate: true },
  )
  watch(
    defaultWarehouseId,
    (warehouseId) => {
      if (base.value === null && head.warehouseId === null) head.warehouseId = warehouseId
      if (base.value === null && filled.value.length === 0) stored.value = fingerprint()
    },
    { immediate: true },
  )
  // what is free, and which lots, depends on where the document stands
  watch(
    () => head.warehouseId,
    () => {
      if (!editing.value) return
      const lots = model.rows
        .filter((line) => line.lotId !== null)
        .map(
          (line) => ({ type: 'patch', id: line.id, patch: { lotId: null, lotNumber: '', expiryDay: null } }) as const,
        )
      model.apply(lots, { reason: 'reply' })
      void loadFacts(model.rows)
    },
  )

  // ---- lines ----
  const suggest = (text: string, signal?: AbortSignal): Promise<ProductSuggestion[]> =>
    api.products.suggest(
      { text, limit: 12, ...(head.warehouseId === null ? {} : { warehouseId: head.warehouseId }) },
      signal ? { signal } : {},
    )

  /** Stock and lots of the lines' products where the document stands. */
  async function loadFacts(lines: readonly StockLine[], group?: number): Promise<void> {
    const { warehouseId } = head
    const productIds = [...new Set(lines.filter((line) => line.productId !== '').map((line) => line.productId))]
    if (warehouseId === null || productIds.length === 0) return
    const answer = await api.stockDocuments
      .lineFacts({ warehouseId, productIds: productIds.slice(0, 500) })
      .catch(() => [])
    if (head.warehouseId !== warehouseId) return
    const known = new Map(answer.map((facts) => [facts.productId, facts]))
    const changes = model.rows.flatMap((line) => {
      const facts = known.get(line.productId)
      return facts ? [{ type: 'patch', id: line.id, patch: { facts } } as const] : []
    })
    const wasClean = !dirty.value
    model.apply(changes, group === undefined ? { reason: 'reply' } : { reason: 'reply', group })
    if (wasClean) stored.value = fingerprint()
  }

  function changed(change: GridChange<StockLine>): void {
    if (change.reason === 'reply' || change.reason === 'undo' || change.reason === 'redo') return
    for (const one of change.changes) {
      if (one.type !== 'patch') continue
      // what was refused is being mended
      if (!isConflict.value) failure.value = null
      problems.value = problems.value.filter((problem) => problem.lineId !== one.id)
      const line = model.row(one.id)
      if (!line || line.productId === '') continue
      const isWhole = hasParts(head.kind) && model.indexOf(line.id) === 0
      if (one.patch.productId !== undefined) {
        void loadFacts([line], change.group)
        if (isWhole) void fillRecipe(line, change.group)
      } else if (isWhole && one.patch.quantity !== undefined) scaleParts(line, change.group)
    }
  }

  /** The parts of a whole as it was put together or taken apart the last time. */
  async function fillRecipe(whole: StockLine, group: number): Promise<void> {
    const { kind } = head
    if ((kind !== 'assembly' && kind !== 'disassembly') || filled.value.length > 1) return
    const parts = await api.stockDocuments.recipe({ kind, productId: whole.productId }).catch(() => [])
    if (parts.length === 0 || filled.value.length > 1 || model.rows[0]?.productId !== whole.productId) return
    const lines = parts.map((part): StockLine => {
      const { productId, code, name, spec, baseUnit, packs, unit, factor, quantity, cost } = part
      const product = { productId, code, name, spec, baseUnit, packs, unit, factor }
      return { ...blankLine(), ...product, perWhole: quantity, cost: kind === 'disassembly' ? cost : null }
    })
    model.apply(
      lines.map((row, i) => ({ type: 'insert', index: 1 + i, row }) as const),
      { reason: 'reply', group },
    )
    fromRecipe.value = true
    scaleParts(model.rows[0], group)
    await loadFacts(lines, group)
  }

  /** Parts of the recipe follow the quantity of the whole until somebody types their own. */
  function scaleParts(whole: StockLine | undefined, group: number): void {
    const count = whole?.quantity
    if (!count) return
    const changes = model.rows
      .filter((line) => line.perWhole !== null)
      .map(
        (line) => ({ type: 'patch', id: line.id, patch: { quantity: mulDiv(line.perWhole!, count, 1000) } }) as const,
      )
    model.apply(changes, { reason: 'reply', group })
  }

  /** A scanned code: one more of the product that has it; while receiving, one more that arrived. */
  async function scanned(code: string): Promise<boolean> {
    const product = (await suggest(code)).find((one) => one.barcode === code || one.code === code)
    if (!product) return false
    const line = model.rows.find((one) => one.productId === product.id)
    if (receiving.value) {
      if (!line) return false
      const open = (line.quantity ?? 0) - line.received
      const arriving = Math.min(open, (line.arriving ?? 0) + product.factor)
      model.apply([{ type: 'patch', id: line.id, patch: { arriving } }], { reason: 'scan' })
      return true
    }
    if (!editing.value) return false
    if (line) {
      const quantity = (line.quantity ?? 0) + product.factor
      model.apply([{ type: 'patch', id: line.id, patch: { quantity } }], { reason: 'scan' })
      return true
    }
    const last = model.rows.at(-1)
    const isFree = last !== undefined && isBlankLine(last)
    const row = isFree ? last : blankLine()
    const patch = { ...productPatch(product, row), quantity: product.factor }
    model.apply(
      isFree
        ? [{ type: 'patch', id: row.id, patch }]
        : [{ type: 'insert', index: model.rows.length, row: { ...row, ...patch } }],
      { reason: 'scan' },
    )
    if (!isFree) void loadFacts(model.rows.slice(-1))
    return true
  }

  /** What the lines of a product and lot lack together where the document stands, thousandths. */
  function missingOf(line: StockLine): number {
    if (!line.facts || line.productId === '' || directionOf(head.kind, roleOf(line)) !== 'out') return 0
    const same = model.rows.filter((one) => one.productId === line.productId && one.lotId === line.lotId)
    const wanted = same.reduce((sum, one) => sum + (one.quantity ?? 0), 0)
    const lot = line.facts.lots.find((one) => one.lotId === line.lotId)
    return Math.max(0, wanted - (line.lotId === null ? line.facts.available : (lot?.free ?? 0)))
  }

  /** Lines that go out and leave the choice of their lot to the rule. */
  const mayFillLots = computed(
    () =>
      editing.value &&
      model.rows.some(
        (line) =>
          line.facts?.lotTracked === true && line.lotId === null && directionOf(head.kind, roleOf(line)) === 'out',
      ),
  )

  function fillLots(): void {
    splitOverLots(model, today(), (line) => directionOf(head.kind, roleOf(line)) === 'out')
    showToast(t('stockDocuments.lotsFilled'))
  }

  // ---- actions ----

  async function run(
    what: NonNullable<typeof busy.value>,
    work: () => Promise<StockDocumentView>,
  ): Promise<StockDocumentView | null> {
    if (busy.value !== null) return null
    busy.value = what
    failure.value = null
    const lines = filled.value.filter((line) => line.productId !== '')
    try {
      const view = await work()
      queryClient.setQueryData(orpc.stockDocuments.get.queryKey({ input: { id: view.id } }), view)
      take(view)
      return view
    } catch (error) {
      failure.value = error
      problems.value = problemsFromFailure(error, lines, head.kind)
      return null
    } finally {
      busy.value = null
    }
  }
  const stamp = () => ({ id: id(), version: base.value?.version ?? 0 })

  /** Keeps the draft; a draft may be incomplete. */
  async function save(): Promise<boolean> {
    if (!editing.value || !(await answered(grid.value))) return false
    const view = await run('save', () => api.stockDocuments.save({ ...stamp(), draft: draft() }))
    if (view) showToast(t('stockDocuments.saved', { number: view.number }))
    return view !== null
  }

  /** Books the document as it is typed. `receive`: a transfer arrives at once. */
  async function post(receive = false): Promise<boolean> {
    if (!editing.value || !(await answered(grid.value))) return false
    problems.value = findProblems(head, filled.value, model.rejected, { today: today(), roleOf })
    if (problems.value.length > 0) return false
    const view = await run('post', () => api.stockDocuments.post({ ...stamp(), draft: draft(), receive }))
    if (!view) return false
    const isTravelling = view.status === 'in-transit'
    showToast(t(isTravelling ? 'stockDocuments.sent' : 'stockDocuments.posted', { number: view.number }), 'good')
    return true
  }

  /** Notes what has arrived as typed; with a reason the rest is given up. */
  async function receive(shortReason: string | null = null): Promise<boolean> {
    if (!receiving.value || !(await answered(grid.value))) return false
    if (model.rejected.size > 0) return false
    const lines = model.rows
      .filter((line) => (line.arriving ?? 0) > 0)
      .map((line) => ({ lineNo: line.lineNo, quantity: line.arriving! }))
    const closeShort = shortReason !== null
    const view = await run('receive', () =>
      api.stockDocuments.receive({ ...stamp(), lines, closeShort, reason: shortReason ?? '' }),
    )
    if (!view) return false
    const loss = closeShort ? view.followers.at(-1) : undefined
    showToast(
      loss
        ? t('stockDocuments.closedShort', { number: loss.number })
        : t('stockDocuments.received', { number: view.number }),
      'good',
    )
    return true
  }

  async function cancel(reason: string): Promise<boolean> {
    const view = await run('void', () => api.stockDocuments.void({ ...stamp(), reason }))
    if (view) showToast(t('stockDocuments.voided', { number: view.number }))
    return view !== null
  }

  /** Drops what is typed and shows what is stored now. */
  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (data) take(data)
  }

  /** Goes on with what is typed, over what is stored now. */
  async function keepMine(): Promise<void> {
    const { data } = await query.refetch()
    if (data) base.value = data
    failure.value = null
  }

  return {
    base,
    head,
    model,
    status,
    editing,
    receiving,
    may,
    filled,
    roleOf,
    dirty,
    overtaken,
    isConflict,
    busy,
    failure,
    problems,
    fromRecipe,
    loadError: query.error,
    suggest,
    changed,
    scanned,
    missingOf,
    mayFillLots,
    fillLots,
    save,
    post,
    receive,
    cancel,
    reload,
    keepMine,
  }
}
export type StockDocument = ReturnType<typeof useStockDocument>
