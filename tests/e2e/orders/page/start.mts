import { createApplication } from '../../../../renderer/app/application.ts'
import orders from '../../../../renderer/features/orders/orders.feature.ts'

/** The application with the order screens alone: built faster, and no other feature can break these tests. */
createApplication([orders]).mount('#app')
