import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { mayCall, type Access, type PriceMask } from '../../shared/access.ts'
import type { Session } from '../../shared/contract/home.ts'
import { api } from './api.ts'

type HomeStatus = Awaited<ReturnType<typeof api.home.status>>

/** Who is signed in, to which company, with which rights. Screens only hide what the door would refuse. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  const companies = shallowRef<HomeStatus['companies']>([])
  const version = shallowRef('')
  const loaded = shallowRef(false)
  /** Why the application cannot go on: the host did not answer at the start, or a page could not be loaded. */
  const failure = shallowRef<unknown>(null)

  /** Asks the host for its companies and for the session of this window. */
  async function load(): Promise<void> {
    const status = await api.home.status()
    companies.value = status.companies
    version.value = status.version
    session.value = status.session
    loaded.value = true
    failure.value = null
  }

  function fail(error: unknown): void {
    failure.value = error
  }

  /** Takes over the session that register, login or openSample answered; null signs out on the screen. */
  function use(next: Session | null): void {
    session.value = next
    loaded.value = true
  }

  async function signOut(): Promise<void> {
    await api.home.logout()
    session.value = null
    await load()
  }

  const rights = computed(() => session.value?.rights ?? null)
  const may = (access: Access): boolean => mayCall(access, rights.value)
  /** True when the role may not see these prices. */
  const masked = (price: PriceMask): boolean => session.value?.mask.includes(price) ?? true

  return { session, companies, version, loaded, failure, fail, load, use, signOut, may, masked }
})
