import { defineStore } from 'pinia'
import { computed, nextTick, ref, shallowReactive } from 'vue'
import type { RouteLocationNormalizedLoaded, RouteLocationRaw, Router } from 'vue-router'
import { tAny, type MessageKey } from './i18n.ts'
import { readJson } from './remembered.ts'

export interface Tab {
  /** Route name for single pages, path for documents. Also the name by which the page is kept alive. */
  key: string
  /** Where a click leads: the full path with query. */
  to: string
  titleKey: MessageKey
  /** Number or name of the document, once its page knows it. */
  title?: string
  /** Changed when the page must be built anew. */
  generation: number
}

/** What an open page tells about itself; not stored. */
export interface TabState {
  dirty: boolean
  /** Asked before the tab closes; false keeps it. */
  mayClose?: () => boolean | Promise<boolean>
}

const STORAGE_KEY = 'huozhan.tabs'

/** The open pages. They survive a reload (sessionStorage: each window has its own). */
export const useTabs = defineStore('tabs', () => {
  const tabs = ref<Tab[]>(storedTabs())
  const activeKey = ref('')
  const states = shallowReactive(new Map<string, TabState>())
  let router: Router | null = null

  const active = computed(() => tabs.value.find((tab) => tab.key === activeKey.value))

  const store = () => sessionStorage.setItem(STORAGE_KEY, JSON.stringify(tabs.value))

  function start(theRouter: Router): void {
    router = theRouter
  }

  /** Called after every navigation: opens or activates the tab of `route`. */
  function arrive(route: RouteLocationNormalizedLoaded): void {
    const key = tabKey(route)
    const known = tabs.value.find((tab) => tab.key === key)
    if (known) known.to = route.fullPath
    else {
      const after = tabs.value.findIndex((tab) => tab.key === activeKey.value)
      tabs.value.splice(after < 0 ? tabs.value.length : after + 1, 0, {
        key,
        to: route.fullPath,
        titleKey: route.meta.title,
        generation: 0,
      })
    }
    activeKey.value = key
    store()
  }

  /** Where a tab in the background leads when it is opened again. */
  function moveTo(key: string, fullPath: string): void {
    const tab = tabs.value.find((one) => one.key === key)
    if (!tab) return
    tab.to = fullPath
    store()
  }

  /** The way to a page from the menu: an open tab as it was left, with its conditions; the page in front from the start. */
  const wayTo = (routeName: string): RouteLocationRaw => {
    const tab = routeName === activeKey.value ? undefined : tabs.value.find((one) => one.key === routeName)
    return tab?.to ?? { name: routeName }
  }

  /** Opens a page from where there is no component: commands, toasts, jobs. */
  async function open(to: RouteLocationRaw): Promise<void> {
    await router?.push(to)
  }

  async function activate(key: string): Promise<void> {
    const tab = tabs.value.find((one) => one.key === key)
    if (tab && key !== activeKey.value) await router?.push(tab.to)
  }

  /** Activates the tab at a place counted from 0. */
  async function activateAt(index: number): Promise<void> {
    const tab = tabs.value[index]
    if (tab) await activate(tab.key)
  }

  /** Closes a tab unless its page objects. Answers whether it is closed. */
  async function close(key: string): Promise<boolean> {
    const index = tabs.value.findIndex((tab) => tab.key === key)
    if (index < 0) return true
    const mayClose = states.get(key)?.mayClose
    if (mayClose && !(await mayClose())) return false
    tabs.value.splice(index, 1)
    states.delete(key)
    if (activeKey.value === key) {
      const next = tabs.value[index] ?? tabs.value[index - 1]
      activeKey.value = ''
      await router?.push(next?.to ?? '/')
    }
    store()
    return true
  }

  async function closeWhere(test: (tab: Tab, index: number) => boolean): Promise<void> {
    for (const tab of tabs.value.filter(test)) await close(tab.key)
  }

  /** Builds the page of a tab anew. */
  async function refresh(key: string): Promise<void> {
    const tab = tabs.value.find((one) => one.key === key)
    if (!tab) return
    states.delete(key)
    tab.generation++
    store()
    await nextTick()
  }

  function setTitle(key: string, title: string | undefined): void {
    const tab = tabs.value.find((one) => one.key === key)
    if (!tab || tab.title === title) return
    if (title === undefined) delete tab.title
    else tab.title = title
    store()
  }

  /** Forgets everything, without asking: for signing out and changing the company. */
  function reset(): void {
    tabs.value = []
    states.clear()
    activeKey.value = ''
    store()
  }

  const titleOf = (tab: Tab): string => tab.title ?? tAny(tab.titleKey)

  return {
    tabs,
    activeKey,
    active,
    states,
    start,
    arrive,
    moveTo,
    wayTo,
    open,
    activate,
    activateAt,
    close,
    closeWhere,
    refresh,
    setTitle,
    reset,
    titleOf,
  }
})

/** The tab a location belongs to. */
export function tabKey(route: RouteLocationNormalizedLoaded): string {
  return route.meta.tab === 'each' ? route.path : String(route.name)
}

function storedTabs(): Tab[] {
  const stored = readJson(sessionStorage, STORAGE_KEY)
  return Array.isArray(stored) ? stored.filter(isTab) : []
}

function isTab(value: unknown): value is Tab {
  if (typeof value !== 'object' || value === null) return false
  const tab = value as Partial<Record<keyof Tab, unknown>>
  return typeof tab.key === 'string' && typeof tab.to === 'string' && typeof tab.titleKey === 'string'
}
