import { computed } from 'vue'
import type { Ref } from 'vue'
import type { LocatedProblem } from './navigation.ts'
import type { GridTexts } from './texts.ts'
import type { GridRow, Severity } from './types.ts'
import type { PasteReport } from './useClipboard.ts'
import type { Combobox } from './useCombobox.ts'
import type { Editor } from './useEditor.ts'

/** The texts of the status line for the active cell, worst first; help only where nothing is wrong. */
export function useMessages<R extends GridRow>(grid: {
  editor: Editor<R>
  combobox: Combobox<R>
  texts: Readonly<Ref<GridTexts>>
  problems: Readonly<Ref<readonly LocatedProblem[]>>
  pasteReport: Readonly<Ref<PasteReport | null>>
}) {
  const severities: readonly Severity[] = ['error', 'warning', 'info']

  const messages = computed<{ severity: Severity | 'help'; text: string }[]>(() => {
    const at = grid.editor.active.value
    const report = grid.pasteReport.value
    const first = report
      ? [{ severity: 'info' as const, text: grid.texts.value.pasted(report.rows, report.rejected, report.beyond) }]
      : []
    const own = grid.problems.value.filter(
      (problem) => problem.at.id === at?.id && (problem.column === undefined || problem.column === at.column),
    )
    const found = severities.flatMap((severity) => own.filter((problem) => problem.severity === severity))
    const { list, loading, options, createLabel, query } = grid.combobox
    if (list.value && !loading.value && options.value.length === 0 && createLabel.value === null)
      return [{ severity: 'error', text: grid.texts.value.noHit(query.value) }]
    if (first.length > 0 || found.length > 0)
      return [...first, ...found.map(({ severity, text }) => ({ severity, text }))]
    const help = grid.editor.activeColumn.value?.help
    return help === undefined ? [] : [{ severity: 'help', text: help }]
  })

  const count = computed(() => {
    const errors = grid.problems.value.filter(({ severity }) => severity === 'error').length
    const warnings = grid.problems.value.filter(({ severity }) => severity === 'warning').length
    return errors + warnings > 0 ? grid.texts.value.problemCount(errors, warnings) : ''
  })

  return { messages, count }
}
