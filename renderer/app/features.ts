import { shallowRef, type Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Access } from '../../shared/access.ts'
import type { Outputs } from '../../shared/contract/index.ts'
import type { PrintKind } from '../../shared/contract/printing.ts'
import type { MessageKey } from './i18n.ts'
import type { PaletteProvider } from './palette/palette-types.ts'

/** Menu groups in the order of the sidebar. */
export const MENU_GROUPS = ['desk', 'sales', 'goods', 'purchasing', 'settlement', 'analysis', 'setup'] as const
export type MenuGroup = (typeof MENU_GROUPS)[number]

/** Kinds of records `system.palette` finds. */
export type RecordKind = Outputs['system']['palette'][number]['kind']

/** A page. Its parameters reach the page as props, because a page in a background tab must not follow the current route. */
export interface FeatureRoute {
  /** `/orders/:id` */
  path: string
  /** Unique over the application; menus and links use it. */
  name: string
  page: () => Promise<Component | { default: Component }>
  title: MessageKey
  /** `one`: the page has one tab (lists, desks). `each`: every path has its own tab (documents). */
  tab: 'one' | 'each'
  access: Access
  /** `card`: centred on an empty screen (welcome, login). */
  layout?: 'app' | 'card'
  /** Page of the help centre that F1 opens. */
  help?: string
}

export interface MenuEntry {
  group: MenuGroup
  /** Place within its group, low first; leave gaps. */
  order: number
  title: MessageKey
  /** Pinyin initials of the Chinese title (订单列表 → `ddlb`), so that the palette finds it without a dictionary. */
  mnemonic: string
  /** Name of the route it opens. */
  route: string
  icon: Component
  access: Access
  /** False: not now, because the company does without it; asked whenever the menu is drawn, so it may read what changes. */
  shown?: () => boolean
}

/** Something the palette and a key can do anywhere. */
export interface FeatureCommand {
  /** Unique over the application. */
  id: string
  title: MessageKey
  mnemonic: string
  access: Access
  /** `F9`, `Ctrl+Shift+I`: works on every page. */
  keys?: string
  run: () => void | Promise<void>
}

export interface Feature {
  id: string
  routes: FeatureRoute[]
  menu?: MenuEntry[]
  commands?: FeatureCommand[]
  /** Route (with the parameter `id`) that shows a record of this kind found by the palette. */
  records?: Partial<Record<RecordKind, string>>
  /** Prints documents of these kinds again from the history of prints. */
  prints?: Partial<Record<PrintKind, (ids: readonly string[]) => void | Promise<void>>>
  /** Finds anything else for the palette. */
  palette?: PaletteProvider[]
  /** Stand in the header while somebody is signed in: a number that must be seen on every page. */
  header?: Component[]
  /** Stand once over all pages while somebody is signed in: lock screen, drawers that open from anywhere. */
  overlays?: Component[]
}

/** Describes a feature: the default export of `features/<name>/<name>.feature.ts`, collected by main.ts. */
export const defineFeature = (feature: Feature): Feature => feature

const registered = shallowRef<readonly Feature[]>([])

/** Every feature of the application. */
export const features = (): readonly Feature[] => registered.value

/** Sets the application's features; called once, before the router is made. */
export function registerFeatures(list: readonly Feature[]): void {
  registered.value = [...list].sort((a, b) => a.id.localeCompare(b.id))
}

/** The router's records of all features. */
export function featureRoutes(): RouteRecordRaw[] {
  return features().flatMap((feature) =>
    feature.routes.map((route) => ({
      path: route.path,
      name: route.name,
      component: route.page,
      props: true,
      meta: {
        title: route.title,
        tab: route.tab,
        access: route.access,
        layout: route.layout ?? 'app',
        help: route.help,
      },
    })),
  )
}

/** Menu entries by group, in order, only those `may` lets through; empty groups are left out. */
export function menuFor(may: (access: Access) => boolean): { group: MenuGroup; entries: MenuEntry[] }[] {
  const entries = features()
    .flatMap((feature) => feature.menu ?? [])
    .filter((entry) => may(entry.access) && (entry.shown?.() ?? true))
  return MENU_GROUPS.map((group) => ({
    group,
    entries: entries.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order),
  })).filter((section) => section.entries.length > 0)
}

/** Commands `may` lets through. */
export function commandsFor(may: (access: Access) => boolean): FeatureCommand[] {
  return features()
    .flatMap((feature) => feature.commands ?? [])
    .filter((command) => may(command.access))
}

/** The route that shows a record of this kind; undefined when no feature does. */
export function recordRoute(kind: RecordKind): string | undefined {
  return features().find((feature) => feature.records?.[kind])?.records?.[kind]
}

/** Prints documents of this kind again; undefined when no feature can. */
export const reprint = (kind: PrintKind) => features().find((feature) => feature.prints?.[kind])?.prints?.[kind]

declare module 'vue-router' {
  interface RouteMeta {
    title: MessageKey
    tab: 'one' | 'each'
    access: Access
    layout: 'app' | 'card'
    help?: string | undefined
  }
}
