import { createApplication } from '../../../../renderer/app/application.ts'
import orderPlans from '../../../../renderer/features/order-plans/order-plans.feature.ts'
import orders from '../../../../renderer/features/orders/orders.feature.ts'

/** The application with the screens of orders and their plans alone: built faster, and no other feature can break these tests. */
createApplication([orders, orderPlans]).mount('#app')
