import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { translateAny } from '../../../shared/i18n/index.ts'
import { api } from '../api.ts'
import { commandsFor, features, menuFor, recordRoute } from '../features.ts'
import { t, tAny, useI18n, type MessageKey } from '../i18n.ts'
import { isTextList, remembered } from '../remembered.ts'
import { useSession } from '../session.ts'
import { useTabs } from '../tabs.ts'
import { matchRank } from './matching.ts'
import type { PaletteItem } from './palette-types.ts'

export interface PaletteGroup {
  id: string
  title: string
  items: PaletteItem[]
}

interface Candidate extends PaletteItem {
  mnemonic: string
  otherTitle: string
}

const recent = remembered<string[]>('palette.recent', [], isTextList)
const RECENT = 6
const PER_GROUP = 8

/** What the palette shows for the typed text: screens and commands at once, records as they are found. */
export function usePalette() {
  const text = ref('')
  const router = useRouter()
  const session = useSession()
  const tabs = useTabs()
  const { locale } = useI18n()
  const found = shallowRef<PaletteGroup[]>([])
  const searching = ref(false)

  const other = computed(() => (locale.value === 'en' ? 'zh-CN' : 'en'))
  const titles = (key: MessageKey) => ({ title: tAny(key), otherTitle: translateAny(other.value, key) })

  const screens = computed<Candidate[]>(() =>
    menuFor(session.may).flatMap(({ group, entries }) =>
      entries.map((entry) => ({
        id: `screen:${entry.route}`,
        ...titles(entry.title),
        detail: t(`shell.group.${group}`),
        mnemonic: entry.mnemonic,
        run: async () => void (await router.push(tabs.wayTo(entry.route))),
      })),
    ),
  )
  const commands = computed<Candidate[]>(() =>
    commandsFor(session.may).map((command) => ({
      id: `command:${command.id}`,
      ...titles(command.title),
      mnemonic: command.mnemonic,
      keys: command.keys,
      run: command.run,
    })),
  )

  const groups = computed<PaletteGroup[]>(() => {
    if (text.value === '') {
      const all = [...screens.value, ...commands.value]
      const last = recent.value.flatMap((id) => all.find((item) => item.id === id) ?? [])
      return nonEmpty([
        { id: 'recent', title: t('shell.palette.recent'), items: last },
        { id: 'screens', title: t('shell.palette.screens'), items: without(screens.value, last) },
        { id: 'commands', title: t('shell.palette.commands'), items: without(commands.value, last) },
      ])
    }
    return nonEmpty([
      { id: 'screens', title: t('shell.palette.screens'), items: best(screens.value, text.value) },
      { id: 'commands', title: t('shell.palette.commands'), items: best(commands.value, text.value) },
      ...found.value,
    ])
  })

  let abort: AbortController | undefined
  onScopeDispose(() => abort?.abort())
  watch(text, async (typed) => {
    abort?.abort()
    const mine = (abort = new AbortController())
    if (typed === '') {
      found.value = []
      searching.value = false
      return
    }
    searching.value = true
    const providers = features()
      .flatMap((feature) => feature.palette ?? [])
      .filter((provider) => session.may(provider.access) && typed.length >= (provider.minLength ?? 1))
    const answers = await Promise.allSettled([
      records(typed, mine.signal),
      ...providers.map(async (provider): Promise<PaletteGroup[]> => [
        { id: provider.id, title: tAny(provider.title), items: await provider.search(typed, mine.signal) },
      ]),
    ])
    if (mine.signal.aborted) return
    // a source that fails (host gone, right missing) leaves its group out; the indicator shows the connection
    found.value = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    searching.value = false
  })

  /** Orders, products, customers and notes: one call for all. */
  async function records(typed: string, signal: AbortSignal): Promise<PaletteGroup[]> {
    const hits = await api.system.palette({ text: typed }, { signal })
    const kinds = [...new Set(hits.map((hit) => hit.kind))]
    return kinds.flatMap((kind) => {
      const route = recordRoute(kind)
      if (route === undefined) return []
      const items = hits
        .filter((hit) => hit.kind === kind)
        .map((hit) => ({
          id: `${kind}:${hit.id}`,
          title: hit.title,
          detail: hit.detail,
          run: async () => void (await router.push({ name: route, params: { id: hit.id } })),
        }))
      return [{ id: kind, title: t(`errors.entity.${kind}`), items }]
    })
  }

  /** Does what the item says and remembers screens and commands. */
  async function choose(item: PaletteItem): Promise<void> {
    if (/^(screen|command):/.test(item.id))
      recent.value = [item.id, ...recent.value.filter((id) => id !== item.id)].slice(0, RECENT)
    await item.run()
  }

  return { text, groups, searching, choose }
}

const nonEmpty = (groups: PaletteGroup[]): PaletteGroup[] => groups.filter((group) => group.items.length > 0)

const without = (items: Candidate[], used: Candidate[]): Candidate[] => items.filter((item) => !used.includes(item))

function best(items: Candidate[], typed: string): Candidate[] {
  return items
    .map((item) => ({ item, rank: matchRank(typed, item.title, item.mnemonic, item.otherTitle) }))
    .filter((one): one is { item: Candidate; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, PER_GROUP)
    .map(({ item }) => item)
}
