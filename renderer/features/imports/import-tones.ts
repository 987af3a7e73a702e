import type { ImportView } from '../../../shared/contract/imports.ts'
import type { Tone } from '../../components/state-tones.ts'

const TONES: Readonly<Record<ImportView['state'], Tone>> = {
  reading: 'info',
  mapping: 'attention',
  checking: 'info',
  ready: 'attention',
  committing: 'info',
  done: 'good',
  cancelled: 'void',
  interrupted: 'danger',
  failed: 'danger',
  undoing: 'info',
  undone: 'void',
}

/** The colour of an import's state. */
export const stateTone = (state: ImportView['state']): Tone => TONES[state]

/** The colour of what becomes of a row. */
export const ACTION_TONES = {
  create: 'good',
  update: 'info',
  skip: 'neutral',
  reject: 'danger',
} as const satisfies Record<string, Tone>
