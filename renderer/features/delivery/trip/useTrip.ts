import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { TripNote, TripView } from '../../../../shared/contract/trips.ts'
import { stopsOf } from '../../../../shared/domain/delivery/logistics.ts'
import { api, orpc, queryClient } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'

interface Plan {
  day: string | null
  vehicleId: string | null
  driverId: string | null
  remark: string
  shipmentIds: string[]
}
const planOf = (trip: TripView): Plan => ({
  day: trip.day,
  vehicleId: trip.vehicleId,
  driverId: trip.driverId,
  remark: trip.remark,
  shipmentIds: trip.notes.map((note) => note.shipmentId),
})

/** One trip. A planned one is saved as it is changed: what is changed while a save is under way goes with the next. */
export function useTrip(id: () => string) {
  const query = useApiQuery(orpc.trips.get, () => ({ id: id() }))
  const trip = shallowRef<TripView | null>(null)
  const plan = reactive<Plan>({ day: null, vehicleId: null, driverId: null, remark: '', shipmentIds: [] })
  const failure = shallowRef<unknown>(null)
  const busy = ref(false)
  let waiting = false
  /** Over when everything changed so far is saved. */
  let saving: Promise<unknown> = Promise.resolve()

  function take(view: TripView): void {
    trip.value = view
    queryClient.setQueryData(orpc.trips.get.queryKey({ input: { id: view.id } }), view)
    if (!waiting) Object.assign(plan, planOf(view))
  }
  watch(
    query.data,
    (view) => {
      if (view && !busy.value) take(view)
    },
    { immediate: true },
  )

  /** Runs one command on the trip as it is saved; its view is shown. @returns true when it was done */
  async function run(act: (trip: TripView) => Promise<TripView>): Promise<boolean> {
    await saving
    return send(act)
  }

  async function send(act: (trip: TripView) => Promise<TripView>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = null
    try {
      take(await act(trip.value!))
      return true
    } catch (thrown) {
      failure.value = thrown
      waiting = false
      const { data } = await query.refetch()
      if (data) take(data)
      return false
    } finally {
      busy.value = false
    }
  }

  function change(patch: Partial<Plan>): void {
    Object.assign(plan, patch)
    waiting = true
    saving = Promise.all([saving, saveWaiting()])
  }

  async function saveWaiting(): Promise<void> {
    while (waiting && !busy.value) {
      await send(({ id, version }) => {
        waiting = false
        const { day, ...rest } = plan
        return api.trips.save({
          id,
          version,
          ...(day === null ? {} : { day }),
          ...rest,
          shipmentIds: [...rest.shipmentIds],
        })
      })
    }
  }

  /** Notes in the order of the plan, before it has come back from the server too. */
  const notes = computed((): TripNote[] => {
    const known = trip.value?.notes ?? []
    const sorted = plan.shipmentIds.flatMap((one) => known.find((note) => note.shipmentId === one) ?? [])
    const stops = stopsOf(sorted)
    return sorted.map((note, i) => ({ ...note, stop: stops[i]! }))
  })

  return { trip, plan, notes, failure, busy, loadError: query.error, retry: () => void query.refetch(), run, change }
}
