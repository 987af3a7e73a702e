/** What other features may use of lots. */
export { default as LotTable } from './LotTable.vue'
