import { EXPIRED } from '../../../shared/domain/inventory/lots.ts'
import type { LotChoice, LotRow } from '../../../shared/contract/lots.ts'
import { t } from '../../app/i18n.ts'
import type { Tone } from '../../components/state-tones.ts'

type Aged = Pick<LotRow, 'band' | 'remainingDays' | 'remaining'>

const TONES: Record<LotRow['band'], Tone> = {
  fresh: 'good-outline',
  watch: 'info',
  near: 'attention',
  expired: 'danger',
  none: 'neutral',
}

/** Word and colour of the expiry band. */
export const bandChip = (lot: Pick<Aged, 'band'>): { text: string; tone: Tone } => ({
  text: t(`lots.band.${lot.band}`),
  tone: TONES[lot.band],
})

/** `37 天`, or by how much it is over. */
export function daysText({ remainingDays }: Pick<Aged, 'remainingDays'>): string {
  if (remainingDays === null) return '–'
  return remainingDays > 0 ? t('lots.days', { days: remainingDays }) : t('lots.overDays', { days: -remainingDays })
}

export const partText = ({ remaining }: Pick<Aged, 'remaining'>): string =>
  remaining === null ? '–' : `${Math.round(remaining / 100)}%`

/** Why a lot is frozen, in words. */
export const frozenText = (lot: Pick<LotRow, 'freezeReason'>): string =>
  lot.freezeReason === EXPIRED ? t('lots.expiredReason') : lot.freezeReason

/** Why a lot may not go to a customer, in words; '' when it may. */
export const refusalText = (lot: Pick<LotChoice, 'refusal'>): string =>
  lot.refusal === null ? '' : t(`lots.refusal.${lot.refusal}`)

const KINDS = [
  'opening',
  'other-in',
  'other-out',
  'surplus',
  'loss',
  'transfer',
  'assembly',
  'disassembly',
  'count',
  'cost',
  'shipment',
  'purchase-receipt',
  'purchase-return',
  'sales-return',
  'return-loss',
] as const

/** What moved goods, in words; `-void`: taken back. */
export function documentKind(type: string): string {
  const known = KINDS.find((kind) => kind === type.replace(/-void$/, ''))
  if (!known) return type
  const kind = t(`lots.kind.${known}`)
  return type.endsWith('-void') ? t('lots.kindVoid', { kind }) : kind
}
