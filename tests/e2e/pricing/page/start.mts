import { createApplication } from '../../../../renderer/app/application.ts'
import customers from '../../../../renderer/features/customers/customers.feature.ts'
import orders from '../../../../renderer/features/orders/orders.feature.ts'
import pricing from '../../../../renderer/features/pricing/pricing.feature.ts'
import products from '../../../../renderer/features/products/products.feature.ts'
import settings from '../../../../renderer/features/settings/settings.feature.ts'

/** The application with the screens prices stand on: built faster, and no other feature can break these tests. */
createApplication([orders, customers, products, pricing, settings]).mount('#app')
