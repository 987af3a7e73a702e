import { inject, onScopeDispose, reactive, watch } from 'vue'
import { useRouter, type LocationQuery } from 'vue-router'
import { PAGE_FRAME } from './page.ts'
import { useTabs } from './tabs.ts'

type Default = string | boolean | null

/** Texts stay texts, `null` stands for “no choice”, switches are true or false. */
type Values<D extends Record<string, Default>> = {
  -readonly [Name in keyof D]: D[Name] extends boolean ? boolean : D[Name] extends null ? string | null : string
}

/** What is typed reaches the address when the typist rests, ms. */
const REST_MS = 300

/**
 * The conditions of a list, kept in the address of its page: they survive a reload, the way back goes through them, a
 * copied address shows the same list in another window, and a link to the list says what it wants to see. A condition
 * that is as in `defaults` is not in the address.
 * @param typed names of texts that are typed: they change the place in the history instead of adding one for each letter
 */
export function useAddress<const D extends Record<string, Default>>(
  defaults: D,
  typed: readonly (keyof D & string)[] = ['search'],
): Values<D> {
  const frame = inject(PAGE_FRAME)
  if (!frame) throw new Error('useAddress() outside a page')
  const { route, active, tabKey } = frame
  const router = useRouter()
  const tabs = useTabs()
  const names = Object.keys(defaults)
  const values = reactive(valuesIn(route.value.query, defaults)) as Record<string, Default>
  /** What this page itself wrote last: its arrival must not undo what was typed meanwhile. */
  let written = textOf(values)
  let resting: ReturnType<typeof setTimeout> | undefined

  watch(
    () => route.value.query,
    (query) => {
      const arrived = valuesIn(query, defaults)
      if (textOf(arrived) === written) return
      written = textOf(arrived)
      Object.assign(values, arrived)
    },
  )
  watch(
    () => ({ ...values }),
    (now, before) => {
      if (textOf(now) === written) return
      clearTimeout(resting)
      const changed = names.filter((name) => now[name] !== before[name])
      if (changed.every((name) => typed.includes(name))) resting = setTimeout(() => write('replace'), REST_MS)
      else write('push')
    },
  )

  // who goes on before the typist has rested is not called back: the tab leads to where the page would have gone
  onScopeDispose(
    router.beforeEach((to) => {
      if (resting !== undefined && to.path !== route.value.path) write('tab')
    }),
  )

  function write(how: 'push' | 'replace' | 'tab'): void {
    clearTimeout(resting)
    resting = undefined
    written = textOf(values)
    const { path } = route.value
    const others = Object.entries(route.value.query).filter(([name]) => !names.includes(name))
    const target = router.resolve({ path, query: { ...Object.fromEntries(others), ...queryOf(values, defaults) } })
    if (how === 'tab' || !active.value) tabs.moveTo(tabKey, target.fullPath)
    else void router[how](target)
  }

  return values as Values<D>
}

const textOf = (values: Readonly<Record<string, Default>>): string => JSON.stringify(values)

function valuesIn(query: LocationQuery, defaults: Readonly<Record<string, Default>>): Record<string, Default> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => {
      const text = query[name]
      if (typeof text !== 'string') return [name, fallback]
      if (typeof fallback === 'boolean') return [name, text === '1']
      return [name, fallback === null && text === '' ? null : text]
    }),
  )
}

function queryOf(
  values: Readonly<Record<string, Default>>,
  defaults: Readonly<Record<string, Default>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => value !== defaults[name])
      .map(([name, value]) => [name, typeof value === 'boolean' ? (value ? '1' : '0') : (value ?? '')]),
  )
}
