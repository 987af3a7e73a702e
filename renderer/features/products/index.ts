/** What other features may use of products. */
export { default as TreeDrawer } from './trees/TreeDrawer.vue'
export { default as ProductPicker } from './ProductPicker.vue'
export { default as QuickProduct } from './QuickProduct.vue'
