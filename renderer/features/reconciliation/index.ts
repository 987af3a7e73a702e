/** What other features may use of reconciliation. */
export { openAdjust } from './adjust-state.ts'
