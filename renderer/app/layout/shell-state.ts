import { ref } from 'vue'
import { MENU_GROUPS, type MenuGroup } from '../features.ts'
import { isBoolean, remembered } from '../remembered.ts'

/** Whether the palette is shown. */
export const paletteOpen = ref(false)
/** Whether the list of keys is shown. */
export const keySheetOpen = ref(false)
/** Whether the sidebar shows icons only. */
export const menuCollapsed = remembered('menu.collapsed', false, isBoolean)
/** Groups of the sidebar that are unfolded. */
export const openGroups = remembered<MenuGroup[]>(
  'menu.open',
  ['desk', 'sales'],
  (value): value is MenuGroup[] =>
    Array.isArray(value) && value.every((one) => (MENU_GROUPS as readonly unknown[]).includes(one)),
)
