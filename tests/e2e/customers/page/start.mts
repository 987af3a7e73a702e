import { createApplication } from '../../../../renderer/app/application.ts'
import customers from '../../../../renderer/features/customers/customers.feature.ts'
import imports from '../../../../renderer/features/imports/imports.feature.ts'
import inventory from '../../../../renderer/features/inventory/inventory.feature.ts'
import products from '../../../../renderer/features/products/products.feature.ts'

/** The application with the screens of records alone: built faster, and no other feature can break these tests. */
createApplication([customers, products, inventory, imports]).mount('#app')
