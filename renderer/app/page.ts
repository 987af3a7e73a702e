import { inject, onScopeDispose, watchEffect, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { useTabs } from './tabs.ts'

/** Given by the shell to each open page. */
export interface PageFrame {
  tabKey: string
  /** The page's own location; stands still while the page is in the background, unlike `useRoute()`. */
  route: Readonly<ShallowRef<RouteLocationNormalizedLoaded>>
  /** False while the page is in a background tab: queries wait (`enabled: page.active`). */
  active: Readonly<Ref<boolean>>
}

export const PAGE_FRAME: InjectionKey<PageFrame> = Symbol('page frame')

export interface PageOptions {
  /** Title of the tab (document number, customer); undefined shows the route's title. Reactive: it is run in an effect. */
  title?: () => string | undefined
  /** True while there is something typed that is not saved. */
  dirty?: () => boolean
  /** Asked before the tab closes; false keeps it open. */
  mayClose?: () => boolean | Promise<boolean>
}

/**
 * What a page says about itself to its tab, and its own route. Use `page.route` instead of `useRoute()`: pages stay
 * alive in background tabs, where the current route is another page's.
 */
export function usePage(options: PageOptions = {}): PageFrame {
  const frame = inject(PAGE_FRAME)
  if (!frame) throw new Error('usePage() outside a page')
  const tabs = useTabs()
  watchEffect(() => tabs.setTitle(frame.tabKey, options.title?.()))
  watchEffect(() => {
    const mayClose = options.mayClose
    tabs.states.set(frame.tabKey, { dirty: options.dirty?.() ?? false, ...(mayClose ? { mayClose } : {}) })
  })
  onScopeDispose(() => tabs.states.delete(frame.tabKey))
  return frame
}
