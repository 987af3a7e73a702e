import { computed, reactive, watch } from 'vue'
import type { ImportKind, ImportSheet, ImportView, ImportOptions } from '../../../shared/contract/imports.ts'
import { api } from '../../app/api.ts'
import { t, useI18n } from '../../app/i18n.ts'
import { fieldOptions, missingLabels } from './import-fields.ts'

/** How sure a match is, in steps people can act on. */
export type Certainty = 'sure' | 'likely' | 'unsure' | 'chosen' | 'none'

/** The user's choice of sheets, header rows, columns and options, on its way to `imports.configure`. */
export function useMapping(view: () => ImportView) {
  const { locale } = useI18n()
  const sheets = reactive<ImportSheet[]>([])
  const options = reactive<ImportOptions>({ ...view().options })
  const touched = reactive(new Set<string>())

  // what the backend proposes is taken over whenever it proposes anew: at first, and after another header row
  watch(() => [view().id, view().sheets.map((sheet) => [sheet.no, sheet.headerRow, sheet.columns])], takeOver, {
    immediate: true,
    deep: true,
  })
  function takeOver(): void {
    sheets.splice(0, sheets.length, ...view().sheets.map(copyOf))
    touched.clear()
  }

  const kind = computed<ImportKind>(() => view().kind)
  const fields = computed(() => fieldOptions(kind.value, locale.value))
  const selected = computed(() => sheets.filter((sheet) => sheet.selected))

  function choose(sheet: ImportSheet, column: number, field: string | null): void {
    const entry = sheet.mapping.find((one) => one.column === column)
    if (!entry) return
    entry.field = field
    touched.add(`${sheet.no} ${column}`)
  }

  function certainty(sheet: ImportSheet, column: number): Certainty {
    const entry = sheet.mapping.find((one) => one.column === column)
    if (!entry || entry.field === null) return 'none'
    if (touched.has(`${sheet.no} ${column}`)) return 'chosen'
    return entry.confidence >= 0.9 ? 'sure' : entry.confidence >= 0.7 ? 'likely' : 'unsure'
  }

  /** What keeps the sheets from being checked, in words; empty when nothing does. */
  const obstacles = computed(() =>
    selected.value.flatMap((sheet) => {
      const chosen = sheet.mapping.map((entry) => entry.field)
      const missing = missingLabels(kind.value, chosen, locale.value)
      const twice = fields.value.find(
        ({ key, repeat }) => !repeat && chosen.filter((field) => field === key).length > 1,
      )
      return [
        ...(missing.length > 0 ? [t('imports.missing', { fields: missing.join(t('common.between')) })] : []),
        ...(twice ? [t('imports.duplicateField', { field: twice.label })] : []),
      ]
    }),
  )

  /** Takes another row as header: the backend proposes the columns anew. */
  const setHeader = (sheet: ImportSheet, headerRow: number): Promise<ImportView> =>
    api.imports.configure(
      inputOf(sheets.map((one) => (one.no === sheet.no ? { ...one, headerRow, mapping: [] } : one))),
    )

  const check = (): Promise<ImportView> => api.imports.configure(inputOf(sheets))

  function inputOf(list: readonly ImportSheet[]) {
    return {
      id: view().id,
      sheets: list.map(({ no, selected: isSelected, headerRow, mapping }) => ({
        no,
        selected: isSelected,
        headerRow,
        mapping: mapping.map(({ column, field }) => ({ column, field })),
      })),
      options: { ...options },
    }
  }

  return { sheets, selected, options, fields, choose, certainty, obstacles, setHeader, check }
}

const copyOf = (sheet: ImportSheet): ImportSheet => ({
  ...sheet,
  mapping: sheet.mapping.map((entry) => ({ ...entry })),
})
