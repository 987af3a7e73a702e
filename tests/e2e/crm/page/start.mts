import { createApplication } from '../../../../renderer/app/application.ts'
import crm from '../../../../renderer/features/crm/crm.feature.ts'
import customers from '../../../../renderer/features/customers/customers.feature.ts'
import orders from '../../../../renderer/features/orders/orders.feature.ts'

/** The application with the screens of customers, orders and contacts alone: built faster. */
createApplication([customers, orders, crm]).mount('#app')
