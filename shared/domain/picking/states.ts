/** Whether a note's goods are on a pick list. */
export const NOTE_PICKING = ['none', 'picking', 'picked'] as const
export type NotePicking = (typeof NOTE_PICKING)[number]

/** 待拣 · 拣货中 · 已拣 · 已复核 · 作废 */
export const PICK_STATES = ['open', 'picking', 'picked', 'checked', 'void'] as const
export type PickState = (typeof PICK_STATES)[number]

/** By order: one note, one list. Wave: several notes at once, sorted into totes. Route: the notes of one route. */
export const PICK_KINDS = ['order', 'wave', 'route'] as const
export type PickKind = (typeof PICK_KINDS)[number]

/** Why a line got less than its note wants, in the order of the keys 1 to 5. */
export const SHORT_REASONS = ['missing', 'damaged', 'expired', 'not-found', 'other'] as const
export type ShortReason = (typeof SHORT_REASONS)[number]

/** Notes on one list: more totes than this nobody keeps apart. */
export const MOST_TOTES = 60
