/** What other features may use of the sales report: its conditions. */
export { default as AddCondition } from './AddCondition.vue'
export { default as ConditionChips } from './ConditionChips.vue'
export { CONDITION_DEFAULTS, useConditions } from './useConditions.ts'
