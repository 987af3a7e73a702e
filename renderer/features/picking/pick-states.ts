import type { PickState } from '../../../shared/domain/picking/states.ts'
import type { Tone } from '../../components/state-tones.ts'

/** Colours of a pick list's states. */
export const PICK_TONES: Record<PickState, Tone> = {
  open: 'info',
  picking: 'attention',
  picked: 'good-outline',
  checked: 'good',
  void: 'void',
}
