/** What other features may use of suppliers. */
export { default as SupplierPicker } from './SupplierPicker.vue'
export { default as SupplyTable } from './SupplyTable.vue'
