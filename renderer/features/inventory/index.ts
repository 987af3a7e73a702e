/** What other features may use of stock. */
export { default as MovementsTable } from './MovementsTable.vue'
