import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { Outputs } from '../../../../shared/contract/index.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { api, orpc, queryClient } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'
import { failureOf } from '../../../app/error-text.ts'
import { t } from '../../../app/i18n.ts'
import { showToast } from '../../../components/feedback/toasts.ts'

/** What can be changed in a draft; quantities (thousandths of the base unit) by line number. */
interface NoteDraft {
  day: string | null
  driver: string
  plate: string
  remark: string
  quantities: Record<number, number | null>
}

type Shortage = { needed: number; available: number }

const draftOf = (view: ShipmentView): NoteDraft => ({
  day: view.day,
  driver: view.driver,
  plate: view.plate,
  remark: view.remark,
  quantities: Object.fromEntries(view.lines.map((line) => [line.lineNo, line.quantity])),
})

/** One outbound note: what is stored, what is typed over it, and everything that can be done with it. */
export function useShipment(id: () => string) {
  const query = useApiQuery(orpc.shipments.get, () => ({ id: id() }))
  /** The stored note that the typed values stand over. */
  const base = shallowRef<ShipmentView | null>(null)
  const draft = reactive<NoteDraft>({ day: null, driver: '', plate: '', remark: '', quantities: {} })
  const busy = ref<'save' | 'confirm' | 'void' | null>(null)
  const failure = shallowRef<unknown>(null)

  const dirty = computed(
    () => base.value?.status === 'draft' && JSON.stringify(draft) !== JSON.stringify(draftOf(base.value)),
  )
  /** Stored by somebody else while something is typed here. */
  const overtaken = computed(
    () => dirty.value && query.data.value !== undefined && query.data.value.version !== base.value?.version,
  )

  function take(view: ShipmentView): void {
    base.value = view
    Object.assign(draft, draftOf(view))
    failure.value = null
  }
  watch(
    query.data,
    (view) => {
      if (view && !dirty.value) take(view)
    },
    { immediate: true },
  )

  /** Shortages of the last try to confirm, by product. */
  const shortages = computed((): ReadonlyMap<string, Shortage> => {
    const known = failure.value === null ? null : failureOf(failure.value)
    return new Map(
      known?.code === 'SHORTAGE'
        ? known.data.items.map(({ productId, needed, available }) => [productId, { needed, available }])
        : [],
    )
  })
  /** Line that asks for more than is left to ship. */
  const tooMuchLine = computed(() => {
    const known = failure.value === null ? null : failureOf(failure.value)
    return known?.code === 'RULE' && known.data.rule === 'SHIP_MORE_THAN_OPEN' ? (known.data.line ?? null) : null
  })

  function store(view: ShipmentView): void {
    queryClient.setQueryData(orpc.shipments.get.queryKey({ input: { id: view.id } }), view)
    take(view)
  }

  async function run(what: NonNullable<typeof busy.value>, act: () => Promise<ShipmentView>): Promise<boolean> {
    if (busy.value !== null) return false
    busy.value = what
    failure.value = null
    try {
      store(await act())
      return true
    } catch (thrown) {
      failure.value = thrown
      return false
    } finally {
      busy.value = null
    }
  }

  const send = (view: ShipmentView): Promise<Outputs['shipments']['update']> =>
    api.shipments.update({
      id: view.id,
      version: view.version,
      day: draft.day ?? view.day,
      driver: draft.driver,
      plate: draft.plate,
      remark: draft.remark,
      lines: view.lines.map(({ lineNo }) => ({ lineNo, quantity: draft.quantities[lineNo] ?? 0 })),
    })

  async function save(): Promise<void> {
    const view = base.value
    if (view && dirty.value && (await run('save', () => send(view)))) showToast(t('shipments.saved'))
  }

  /**
   * Saves what is typed, then confirms; a refused confirmation leaves the saved draft.
   * @param leftReason why the goods are gone already: then the rules do not stop it
   */
  async function confirm(leftReason = ''): Promise<void> {
    if (!base.value || base.value.status !== 'draft') return
    const done = await run('confirm', async () => {
      if (dirty.value) store(await send(base.value!))
      const { id, version } = base.value!
      return api.shipments.confirm({ id, version, leftReason })
    })
    // the rules may have stopped it: then it is still a draft, and the page says why
    const after: ShipmentView | null = base.value
    if (done && after?.status === 'posted') showToast(t('shipments.confirmed', { number: after.number }))
  }

  async function cancel(reason: string): Promise<boolean> {
    const view = base.value
    if (!view) return false
    const done = await run('void', () => api.shipments.void({ id: view.id, version: view.version, reason }))
    if (done) showToast(t('shipments.void.done', { number: view.number }))
    return done
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
    note: base,
    draft,
    dirty,
    overtaken,
    busy,
    failure,
    loadError: query.error,
    shortages,
    tooMuchLine,
    store,
    save,
    confirm,
    cancel,
    reload,
    keepMine,
  }
}
