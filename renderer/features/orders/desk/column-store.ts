import { preference, setPreference } from '../../../app/preferences.ts'
import type { ColumnStore } from '../../../components/LineGrid/index.ts'

/** Keeps column widths of a grid for the user. */
export function columnStore(grid: string): ColumnStore {
  const key = `grid.${grid}`
  return {
    load: () => {
      const stored = preference(key)
      if (typeof stored !== 'object' || stored === null) return {}
      return Object.fromEntries(
        Object.entries(stored).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      )
    },
    save: (widths) => setPreference(key, { ...widths }),
  }
}
