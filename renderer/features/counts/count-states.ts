import type { CountRow } from '../../../shared/contract/counts.ts'

/** Word and colour of a count's state. */
export const COUNT_STATES = {
  draft: { text: 'counts.state.draft', tone: 'info' },
  posted: { text: 'counts.state.posted', tone: 'good-outline' },
  void: { text: 'counts.state.void', tone: 'void' },
} as const satisfies Record<CountRow['status'], { text: string; tone: string }>
