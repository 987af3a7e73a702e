/** What other features may use of outbound notes. */
export { reallocate } from './reallocate.ts'
