import { computed, reactive, ref, shallowRef, watch, type ShallowRef } from 'vue'
import type { CustomerPanel } from '../../../../shared/contract/customers.ts'
import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'
import type { ProductSuggestion } from '../../../../shared/contract/products.ts'
import { newId } from '../../../../shared/ids.ts'
import { api, orpc } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'
import { failureOf } from '../../../app/error-text.ts'
import { useSession } from '../../../app/session.ts'
import { answered, createGridModel, type CellPosition, type GridChange } from '../../../components/LineGrid/index.ts'
import {
  blankLine,
  fromOrderLine,
  isBlankLine,
  isComplete,
  isTyped,
  productFacts,
  productPatch,
  toDraftLine,
  type DeskLine,
} from './desk-line.ts'
import { mergeLine, putLines, putProduct, toggleGift } from './line-actions.ts'
import { toDeskLine, type ReadLine } from './paste/read-lines.ts'
import { findProblems, problemsFromFailure, type DeskProblem } from './desk-problems.ts'
import { emptyHead, headOf, toDraftHead, type OrderHead } from './order-head.ts'
import { useAmendment } from './useAmendment.ts'
import { useAutomaticDraft } from './useAutomaticDraft.ts'
import { useDeskFigures } from './useDeskFigures.ts'
import { useDeskPricing } from './useDeskPricing.ts'

/** What the desk asks of its grid. */
export interface GridHandle {
  focus: (at?: CellPosition) => void
  focusEnd: () => void
  commit: () => void
  isWaiting: () => boolean
}

export interface DeskOptions {
  /** Path of the tab. */
  slot: string
  grid: Readonly<ShallowRef<GridHandle | null>>
  defaultWarehouseId: () => string | null
}

const PRODUCTS_AT_ONCE = 4

/** One order being typed: its lines and head, totals and warnings, and what can be done with it. */
export function useOrderDesk({ slot, grid, defaultWarehouseId }: DeskOptions) {
  const session = useSession()
  const today = (): string => session.session?.company.today ?? ''

  const orderId = ref(newId())
  const version = ref(0)
  const head = reactive<OrderHead>(emptyHead(today(), null))
  const number = ref<string | null>(null)
  /** Review state the server knows: a refused order is not touched before somebody asks for it. */
  const review = ref<OrderView['review']>('draft')
  const reason = ref('')
  const model = createGridModel<DeskLine>({ rows: [blankLine()], newRow: blankLine, isBlank: isBlankLine })
  const submitted = shallowRef<OrderView | null>(null)
  const busy = ref<'submit' | 'save' | 'hold' | 'load' | null>(null)
  const failure = shallowRef<unknown>(null)
  /** Problems the last try to submit found; each goes when its line changes. */
  const problems = shallowRef<readonly DeskProblem[]>([])

  const filled = computed(() => model.rows.filter((line) => !model.isBlank(line)))
  const isEmpty = computed(() => head.customerId === null && filled.value.length === 0)
  const warehouseId = computed(() => head.warehouseId ?? defaultWarehouseId())

  const isOpen = (): boolean => submitted.value === null
  const pricing = useDeskPricing({ model, head, isOpen })
  const figures = useDeskFigures({ pricing, model, head, warehouseId, isOpen })
  const { totals, warnings, availableOf, missingOf } = figures
  const amendment = useAmendment({ model, head, review, warehouseId })

  // ---- customer and prices ----
  const panel = useApiQuery(orpc.customers.panel, () => (head.customerId === null ? null : { id: head.customerId }))

  const suggest = (text: string, signal?: AbortSignal): Promise<ProductSuggestion[]> =>
    api.products.suggest(
      {
        text,
        limit: 12,
        ...(head.customerId === null ? {} : { customerId: head.customerId }),
        ...(warehouseId.value === null ? {} : { warehouseId: warehouseId.value }),
        ...(head.day === null ? {} : { day: head.day }),
      },
      signal ? { signal } : {},
    )

  /** Takes a customer; lines whose price nobody typed get this customer's prices. */
  function setCustomer(customer: { id: string; name: string } | null): void {
    head.customerId = customer?.id ?? null
    head.customer = customer?.name ?? ''
    Object.assign(head, { address: '', contact: '', phone: '', payBy: null, salesPersonId: null })
    void refreshPrices()
  }

  function fillFromPanel(facts: CustomerPanel): void {
    const address = facts.addresses[0]
    const contact = facts.contacts[0]
    if (head.address === '') head.address = address?.address ?? ''
    if (head.contact === '') head.contact = address?.contact || contact?.name || ''
    if (head.phone === '') head.phone = address?.phone || contact?.mobile || contact?.phone || ''
    head.salesPersonId ??= facts.salesPerson?.id ?? null
  }
  watch(panel.data, (facts) => {
    if (facts && facts.id === head.customerId && version.value === 0) fillFromPanel(facts)
  })

  async function refreshPrices(): Promise<void> {
    const group = model.newGroup()
    await Promise.all(
      model.rows
        .filter((line) => line.productId !== '' && line.source !== 'typed')
        .map((line) => askPrice(line.id, line, group)),
    )
  }

  const priceOf = ({ productId, unit }: DeskLine) =>
    api.pricing.price({
      productId,
      unit,
      ...(head.customerId === null ? {} : { customerId: head.customerId }),
      ...(head.day === null ? {} : { day: head.day }),
    })

  /** Brings the price of a line for its unit; a price typed meanwhile stays. */
  async function askPrice(lineId: string, line: DeskLine, group: number): Promise<void> {
    const { productId, unit } = line
    // offline: the converted price stands, and the server names the source again when it saves
    const known = await priceOf(line).catch(() => null)
    const now = model.row(lineId)
    if (!known || !now || now.productId !== productId || now.unit !== unit || now.source === 'typed') return
    const { price, source, promotionId, steps } = known
    model.apply([{ type: 'patch', id: lineId, patch: { price, source, promotionId, steps } }], {
      reason: 'reply',
      group,
    })
    pricing.followQuantities(group)
  }

  function changed(change: GridChange<DeskLine>): void {
    if (change.reason === 'undo' || change.reason === 'redo' || change.reason === 'reply') return
    for (const one of change.changes) {
      if (one.type === 'insert') continue
      if (problems.value.some((problem) => problem.lineId === one.id))
        problems.value = problems.value.filter((problem) => problem.lineId !== one.id)
      if (one.type !== 'patch' || one.patch.unit === undefined || one.patch.productId !== undefined) continue
      const line = model.row(one.id)
      if (line && line.productId !== '' && line.source !== 'typed') void askPrice(line.id, line, change.group)
    }
    pricing.followQuantities(change.group)
  }

  /** Stock, floor price and habit of lines that came from the server. */
  async function loadFacts(): Promise<void> {
    const waiting = model.rows.filter((line) => line.productId !== '' && line.available === null)
    const group = model.newGroup()
    while (waiting.length > 0) {
      const some = waiting.splice(0, PRODUCTS_AT_ONCE)
      const changes = await Promise.all(
        some.map(async (line) => {
          const product = (await suggest(line.code).catch(() => [])).find((one) => one.id === line.productId)
          if (!product) return []
          const { steps } = product.unit === line.unit ? product : await priceOf(line).catch(() => ({ steps: [] }))
          return [{ type: 'patch', id: line.id, patch: { ...productFacts(product), steps } } as const]
        }),
      )
      model.apply(changes.flat(), { reason: 'reply', group })
    }
  }

  /** Puts goods on the order by code, each in the unit this customer takes it in; what is no longer sold is left out. */
  async function putGoods(goods: readonly (readonly [code: string, quantity: number])[]): Promise<void> {
    const id = orderId.value
    const waiting = [...goods]
    const lines: DeskLine[] = []
    while (waiting.length > 0) {
      const some = waiting.splice(0, PRODUCTS_AT_ONCE)
      const found = await Promise.all(
        some.map(async ([code, quantity]) => {
          const product = (await suggest(code).catch(() => [])).find((one) => one.code === code)
          return product ? [{ ...blankLine(), ...productPatch(product, blankLine()), quantity }] : []
        }),
      )
      lines.push(...found.flat())
    }
    // somebody may have gone on to another order meanwhile
    if (orderId.value === id && lines.length > 0) putLines(model, lines)
  }

  /** A scanned code: one more of the product that has it. */
  async function scanned(code: string): Promise<boolean> {
    const product = (await suggest(code)).find((one) => one.barcode === code || one.code === code)
    if (!product) return false
    putProduct(model, product, product.factor, 'add')
    return true
  }

  // ---- keeping ----
  const drafts = useAutomaticDraft({
    slot,
    model,
    head,
    orderId,
    version,
    // a change of an approved order is not kept on the way: half of it would be no order
    isEmpty: () => isEmpty.value || submitted.value !== null || amendment.isOn.value,
    isFree: () => busy.value === null && review.value === 'draft',
    draft: completeDraft,
    isConflict: (error) => failureOf(error).code === 'CONFLICT',
    failed: (error) => (failure.value = error),
  })

  /** The complete lines under their customer; null while there is nothing the server could keep. */
  function completeDraft(): DraftOrder | null {
    const lines = model.rows.filter(isComplete).map(toDraftLine)
    return head.customerId === null ? null : { ...toDraftHead(head, head.customerId), lines }
  }

  /** The call on its way, else the last one. */
  let call: Promise<unknown> = Promise.resolve()
  /** Runs one call at a time; what fails leaves everything as it was typed. */
  function run<T>(what: NonNullable<typeof busy.value>, work: () => Promise<T>): Promise<T | null> {
    if (busy.value !== null) return Promise.resolve(null)
    busy.value = what
    failure.value = null
    const answer = drafts
      .whenIdle()
      .then(work)
      .catch((error: unknown) => {
        failure.value = error
        problems.value = problemsFromFailure(error, filled.value)
        return null
      })
      .finally(() => (busy.value = null))
    call = answer
    return answer
  }

  /** Finds what is missing, puts it at its lines; true when the order can be sent. */
  function check(): boolean {
    problems.value = findProblems(head, filled.value, model.rejected)
    return problems.value.length === 0
  }

  /** Gives the order to the server for good. Safe to repeat: the same id never makes a second order. */
  async function submit(): Promise<boolean> {
    if (busy.value === 'submit' || !(await answered(grid.value))) return false
    // a save or a load on its way says which version this one follows
    await call
    const draft = submitted.value === null && check() ? completeDraft() : null
    if (!draft) return false
    const view = await run('submit', () => {
      const at = { id: orderId.value, version: version.value }
      return amendment.isOn.value ? amendment.send(at, draft) : api.orders.submit({ ...at, draft })
    })
    if (!view) return false
    submitted.value = view
    version.value = view.version
    drafts.forget()
    return true
  }

  /** Keeps the order on the server, as it is; with `held` it also leaves the desk. */
  async function save(held: boolean): Promise<boolean> {
    if (amendment.isOn.value || !(await answered(grid.value))) return false
    const draft = completeDraft()
    if (!draft) {
      problems.value = findProblems(head, filled.value, model.rejected)
      return false
    }
    const view = await run(held ? 'hold' : 'save', () =>
      api.orders.saveDraft({ id: orderId.value, version: version.value, draft, held }),
    )
    if (!view) return false
    version.value = view.version
    review.value = view.review
    drafts.saved()
    if (held) drafts.forget()
    return true
  }

  /** After a conflict: keeps what is typed here and writes it over what somebody else saved. */
  async function keepMine(): Promise<void> {
    const theirs = await run('load', () => api.orders.get({ id: orderId.value }))
    if (theirs) version.value = theirs.version
  }

  /** An empty order in this place. */
  function startNew(): void {
    drafts.leave()
    replace(newId(), 0, emptyHead(today(), null), [])
    number.value = null
    review.value = 'draft'
    reason.value = ''
    drafts.take()
  }

  /** A stored order in this place, as the server has it. */
  function show(view: OrderView): void {
    drafts.leave()
    const lines = view.lines.filter(isTyped).map((line) => fromOrderLine(line, view.warehouseId))
    replace(view.id, view.version, headOf(view), lines)
    number.value = view.number
    review.value = view.review
    reason.value = view.reason
    amendment.begin(view)
    drafts.take()
    void loadFacts()
  }

  /** An order as it was typed when the browser went away. */
  function restore(draft: Parameters<typeof drafts.restoreInto>[0]): void {
    drafts.leave()
    // what a former version of this program kept may lack fields
    const lines = draft.lines.map((line) => ({ ...blankLine(), ...line }))
    replace(draft.orderId, draft.version, { ...emptyHead(today(), null), ...draft.head }, lines)
    drafts.restoreInto(draft)
    drafts.take()
  }

  async function load(id: string): Promise<void> {
    const view = await run('load', () => api.orders.get({ id }))
    if (view) show(view)
  }

  /** The lines of a former order, priced for today, in this place. */
  async function copyFrom(id: string): Promise<void> {
    const view = await run('load', () => api.orders.copy({ id, newId: newId() }))
    if (view) show(view)
  }

  function replace(id: string, itsVersion: number, itsHead: OrderHead, lines: readonly DeskLine[]): void {
    orderId.value = id
    version.value = itsVersion
    Object.assign(head, itsHead)
    model.replace(lines.length > 0 ? lines : [blankLine()])
    submitted.value = null
    failure.value = null
    problems.value = []
  }

  return {
    orderId,
    version,
    head,
    number,
    review,
    reason,
    model,
    submitted,
    busy,
    failure,
    problems,
    filled,
    isEmpty,
    warehouseId,
    totals,
    warnings,
    availableOf,
    missingOf,
    giftMissing: figures.giftMissing,
    isBelowFloor: figures.isBelowFloor,
    gifts: pricing.gifts,
    reductions: pricing.reductions,
    amendment,
    panel,
    suggest,
    setCustomer,
    changed,
    putProduct: (product: ProductSuggestion, quantity: number, how: 'set' | 'add'): void =>
      putProduct(model, product, quantity, how),
    /** Lines read from a message, in their order; prices of other units are asked for. */
    putRead: (lines: readonly ReadLine[]): void => {
      putLines(model, lines.map(toDeskLine))
      void refreshPrices()
    },
    addRemark: (text: string): void =>
      void (head.remark = [head.remark, text].filter(Boolean).join('；').slice(0, 500)),
    putGoods,
    scanned,
    toggleGift: (lineId: string | undefined): void => toggleGift(model, lineId),
    merge: (lineId: string): void => mergeLine(model, lineId, warnings.value.get(lineId)),
    submit,
    save,
    keepMine,
    startNew,
    show,
    restore,
    load,
    copyFrom,
    drafts,
  }
}

export type OrderDesk = ReturnType<typeof useOrderDesk>
