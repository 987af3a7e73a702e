import { ref } from 'vue'
import { isBoolean, remembered } from '../remembered.ts'

/** Whether the palette is shown. */
export const paletteOpen = ref(false)
/** Whether the list of keys is shown. */
export const keySheetOpen = ref(false)
/** Whether the sidebar shows icons only. */
export const menuCollapsed = remembered('menu.collapsed', false, isBoolean)
