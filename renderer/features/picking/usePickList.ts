import { computed, ref, shallowRef } from 'vue'
import type { PickListView } from '../../../shared/contract/picking.ts'
import { api, orpc, queryClient } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { errorText } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import { showToast } from '../../components/feedback/toasts.ts'

/** One pick list and what can be done with it at a desk. */
export function usePickList(id: () => string) {
  const query = useApiQuery(orpc.picking.get, () => ({ id: id() }))
  const list = computed(() => query.data.value)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  /** What did not ship, in words. */
  const failures = shallowRef<string[]>([])

  function store(view: PickListView): void {
    queryClient.setQueryData(orpc.picking.get.queryKey({ input: { id: view.id } }), view)
  }
  async function run(command: (seen: PickListView) => Promise<PickListView>, done: string): Promise<boolean> {
    if (!list.value || busy.value) return false
    busy.value = true
    failure.value = null
    failures.value = []
    try {
      store(await command(list.value))
      showToast(done)
      return true
    } catch (thrown) {
      failure.value = thrown
      return false
    } finally {
      busy.value = false
    }
  }
  const number = (): string => list.value?.number ?? ''
  const check = () =>
    run(({ id, version }) => api.picking.check({ id, version }), t('picking.checked', { number: number() }))
  const release = () => run(({ id }) => api.picking.release({ id }), t('picking.released'))
  const drop = (reason: string) =>
    run(({ id, version }) => api.picking.void({ id, version, reason }), t('picking.voided', { number: number() }))
  const remove = (note: { shipmentId: string; number: string }) =>
    run(
      ({ id, version }) => api.picking.removeNote({ id, version, shipmentId: note.shipmentId }),
      t('picking.removed', { number: note.number }),
    )

  /** Confirms every note of the list; what fails is said and the rest goes on. */
  async function ship(): Promise<void> {
    if (!list.value || busy.value) return
    busy.value = true
    failure.value = null
    const failed: string[] = []
    let shipped = 0
    for (const note of list.value.notes.filter((one) => one.status === 'draft')) {
      const { shipmentId, number } = note
      if (list.value.tasks.every((task) => task.shipmentId !== shipmentId || task.picked === 0)) {
        failed.push(t('picking.shipFailed', { number, reason: t('picking.nothingPicked') }))
        continue
      }
      try {
        const { version } = await api.shipments.get({ id: shipmentId })
        await api.shipments.confirm({ id: shipmentId, version })
        shipped++
      } catch (thrown) {
        failed.push(t('picking.shipFailed', { number, reason: errorText(thrown) }))
      }
    }
    failures.value = failed
    if (shipped > 0) showToast(t('picking.shipped', { count: shipped }))
    await query.refetch()
    busy.value = false
  }

  return {
    list,
    loadError: query.error,
    reload: () => query.refetch(),
    busy,
    failure,
    failures,
    check,
    release,
    drop,
    remove,
    ship,
  }
}
