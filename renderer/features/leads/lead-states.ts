import type { LeadState } from '../../../shared/domain/leads/states.ts'
import type { Tone } from '../../components/state-tones.ts'

/** Colours of the states of leads; their words are `leads.state.*`. */
export const LEAD_TONES: Record<LeadState, Tone> = { open: 'info', lost: 'void', converted: 'good' }
