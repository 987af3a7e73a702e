export const LEAD_STATES = ['open', 'lost', 'converted'] as const
export type LeadState = (typeof LEAD_STATES)[number]

/** Ways of talking to somebody who may become a customer; the same words as for customers. */
export const LEAD_CONTACTS = ['call', 'visit', 'message'] as const
export const LEAD_EVENTS = ['created', ...LEAD_CONTACTS, 'stage', 'owner', 'lost', 'reopened', 'converted'] as const
export type LeadEvent = (typeof LEAD_EVENTS)[number]

export const POOL_EVENTS = ['warned', 'recycled', 'released', 'claimed', 'assigned'] as const
export type PoolEvent = (typeof POOL_EVENTS)[number]
