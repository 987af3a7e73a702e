import { Box, Van } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'shipments',
  routes: [
    {
      path: '/shipments',
      name: 'shipments',
      page: () => import('./ShipmentListPage.vue'),
      title: 'shipments.title',
      tab: 'one',
      access: 'shipments.view',
      help: 'shipping',
    },
    {
      path: '/shipments/to-ship',
      name: 'to-ship',
      page: () => import('./ToShipPage.vue'),
      title: 'shipments.toShip',
      tab: 'one',
      access: 'shipments.edit',
      help: 'shipping',
    },
    {
      path: '/shipments/:id',
      name: 'shipment',
      page: () => import('./note/ShipmentPage.vue'),
      title: 'shipments.title',
      tab: 'each',
      access: 'shipments.view',
      help: 'shipping',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 40,
      title: 'shipments.toShip',
      mnemonic: 'dfh',
      route: 'to-ship',
      icon: Box,
      access: 'shipments.edit',
    },
    {
      group: 'sales',
      order: 20,
      title: 'shipments.title',
      mnemonic: 'ckd',
      route: 'shipments',
      icon: Van,
      access: 'shipments.view',
    },
  ],
  records: { shipment: 'shipment' },
  prints: { 'delivery-note': async (ids) => (await import('./print-notes.ts')).printNotes(ids, true) },
})
