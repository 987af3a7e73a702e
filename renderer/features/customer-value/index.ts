/** What other features may show of a customer's worth. */
export { default as CustomerStanding } from './CustomerStanding.vue'
