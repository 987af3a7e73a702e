import { computed, ref, watchEffect } from 'vue'
import { oneOf, remembered } from './remembered.ts'

export type Theme = 'light' | 'dark' | 'system'
export type Density = 'dense' | 'comfortable'

const theme = remembered<Theme>('theme', 'system', oneOf('light', 'dark', 'system'))
const density = remembered<Density>('density', 'dense', oneOf('dense', 'comfortable'))

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = ref(systemDark.matches)
systemDark.addEventListener('change', (event) => (systemIsDark.value = event.matches))

const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'))
/** Height of a table row in pixels; equals `--row` of theme.css. */
const rowHeight = computed(() => (density.value === 'dense' ? 30 : 36))

watchEffect(() => {
  document.documentElement.classList.toggle('dark', isDark.value)
  document.documentElement.dataset['density'] = density.value
})

/** Light or dark and row height, of this person on this machine. */
export function useAppearance() {
  return { theme, density, isDark, rowHeight }
}
