import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { gatewayOfCode, isWaiting, type GatewayCode } from '../../../shared/domain/online-payment/states.ts'
import { newId } from '../../../shared/ids.ts'
import { api, orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { t } from '../../app/i18n.ts'

/** What the clerk has entered. */
export interface Collecting {
  customerId: string | null
  orderId: string | null
  /** 分. */
  amount: number | null
}

/** Asks the backend while the dialog is open, for hosts whose job asks more slowly; ms. */
const LOOK_MS = 5000

/**
 * One payment being taken: started by QR code or 付款码, followed live until it is over, cancelled. The number stays the
 * same for all tries of one payment, so that a reply that got lost asks for no second one.
 */
export function useCollect(entered: () => Collecting) {
  const choices = useApiQuery(orpc.onlinePayments.choices, {})
  const gateways = computed(() => choices.data.value ?? [])
  const id = shallowRef(newId())
  const startedId = shallowRef<string | null>(null)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const problem = ref('')
  const payment = useApiQuery(orpc.onlinePayments.get, () => (startedId.value ? { id: startedId.value } : null))
  const view = computed(() => (startedId.value === null ? null : (payment.data.value ?? null)))
  const waiting = computed(() => view.value !== null && isWaiting(view.value.state))

  const now = ref(Date.now())
  const clock = setInterval(() => (now.value = Date.now()), 1000)
  const look = setInterval(() => {
    if (waiting.value && !busy.value && view.value) void api.onlinePayments.ask({ id: view.value.id }).catch(() => {})
  }, LOOK_MS)
  onScopeDispose(() => {
    clearInterval(clock)
    clearInterval(look)
  })
  /** `14:05` until the code is no longer valid. */
  const left = computed(() => {
    if (!view.value || !waiting.value) return ''
    const seconds = Math.max(0, Math.round((Date.parse(view.value.expiresAt) - now.value) / 1000))
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  })

  async function attempt(act: () => Promise<unknown>): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    problem.value = ''
    try {
      await act()
    } catch (thrown) {
      failure.value = thrown
    } finally {
      busy.value = false
    }
  }

  function start(gateway: GatewayCode, code: string | null): Promise<void> {
    const { customerId, orderId, amount } = entered()
    if (customerId === null || amount === null || amount <= 0) return Promise.resolve()
    const way = code === null ? 'qr' : 'code'
    return attempt(async () => {
      const made = await api.onlinePayments.start({
        id: id.value,
        customerId,
        orderId,
        gateway,
        way,
        amount,
        ...(code === null ? {} : { authCode: code }),
      })
      startedId.value = made.id
    })
  }

  /** A 付款码 says itself whose it is. */
  function scan(text: string): Promise<void> {
    const gateway = gatewayOfCode(text)
    problem.value =
      gateway === null
        ? t('onlinePayments.collect.scanUnknown')
        : gateways.value.includes(gateway)
          ? ''
          : t('onlinePayments.collect.scanOff', { gateway: t(`onlinePayments.gateway.${gateway}`) })
    return gateway === null || problem.value !== '' ? Promise.resolve() : start(gateway, text)
  }

  const cancel = () =>
    attempt(async () => {
      if (view.value) await api.onlinePayments.close({ id: view.value.id })
      await payment.refetch()
    })

  /** For the next payment: a new number. */
  function reset(): void {
    id.value = newId()
    startedId.value = null
    failure.value = null
    problem.value = ''
  }

  // another amount or customer is another payment
  watch(
    () => JSON.stringify(entered()),
    () => startedId.value === null && (id.value = newId()),
  )

  return { gateways, choices, view, waiting, left, busy, failure, problem, start, scan, cancel, reset }
}
