import { readJson } from '../../../app/remembered.ts'
import type { ColumnStore } from '../../../components/LineGrid/index.ts'

/** Keeps column widths of a grid on this machine. */
export function columnStore(grid: string): ColumnStore {
  const key = `huozhan.grid.${grid}`
  return {
    load: () => {
      const stored = readJson(localStorage, key)
      if (typeof stored !== 'object' || stored === null) return {}
      return Object.fromEntries(
        Object.entries(stored).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      )
    },
    save: (widths) => localStorage.setItem(key, JSON.stringify(widths)),
  }
}
