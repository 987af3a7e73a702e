import { Checked, Guide } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'delivery',
  routes: [
    {
      path: '/trips',
      name: 'trips',
      page: () => import('./trip/TripListPage.vue'),
      title: 'delivery.trips',
      tab: 'one',
      access: 'delivery.view',
      help: 'delivery',
    },
    {
      path: '/trips/:id',
      name: 'trip',
      page: () => import('./trip/TripPage.vue'),
      title: 'delivery.trip',
      tab: 'each',
      access: 'delivery.view',
      help: 'delivery',
    },
    {
      path: '/copies',
      name: 'copies',
      page: () => import('./copies/CopyDeskPage.vue'),
      title: 'delivery.copies',
      tab: 'one',
      access: 'delivery.view',
      help: 'delivery',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 50,
      title: 'delivery.trips',
      mnemonic: 'ps',
      route: 'trips',
      icon: Guide,
      access: 'delivery.view',
    },
    {
      group: 'desk',
      order: 60,
      title: 'delivery.copies',
      mnemonic: 'hd',
      route: 'copies',
      icon: Checked,
      access: 'delivery.view',
    },
  ],
  records: { trip: 'trip' },
})
