import type { DifferenceView } from '../../../shared/contract/reconciliation.ts'
import { t } from '../../app/i18n.ts'
import type { useSession } from '../../app/session.ts'

/** What a difference is about, in words. */
export function subjectOf({ lineNo, itemNo, documentNumber }: DifferenceView): string {
  if (lineNo > 0) return t('reconciliation.line.title', { no: lineNo, document: documentNumber })
  return t(itemNo === 0 ? 'reconciliation.line.closing' : 'reconciliation.line.missing')
}

/** Whoever it is assigned to may explain it; correcting it takes the right. */
export const maySettle = (session: ReturnType<typeof useSession>, { assignedTo }: DifferenceView): boolean =>
  session.may('settlement.edit') || assignedTo === session.session?.user.id
