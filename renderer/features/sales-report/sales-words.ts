import type { SheetWords } from '../../../shared/domain/analytics/sales-sheet.ts'
import { tAny } from '../../app/i18n.ts'

/** The texts of a sales report in the language of the screen. */
export const salesWords: SheetWords = (key, params) => tAny(`salesReport.${key}`, params)
