/** What other features may use of leads. */
export { default as LeadOrigin } from './LeadOrigin.vue'
