/** What other features may use of prices. */
export { default as CustomerPrices } from './CustomerPrices.vue'
