import { Collection, Files } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'picking',
  routes: [
    {
      path: '/picking',
      name: 'picking',
      page: () => import('./PickListsPage.vue'),
      title: 'picking.title',
      tab: 'one',
      access: 'picking.view',
      help: 'picking',
    },
    {
      path: '/picking/new',
      name: 'pick-new',
      page: () => import('./NewPickPage.vue'),
      title: 'picking.create',
      tab: 'one',
      access: 'picking.edit',
      help: 'picking',
    },
    {
      path: '/picking/scan/:id?',
      name: 'pick-scan',
      page: () => import('./PickScanPage.vue'),
      title: 'picking.scan',
      tab: 'one',
      access: 'picking.edit',
      help: 'picking',
    },
    {
      path: '/picking/pack/:id',
      name: 'pack',
      page: () => import('./PackPage.vue'),
      title: 'picking.pack',
      tab: 'each',
      access: 'picking.edit',
      help: 'picking',
    },
    {
      path: '/picking/:id',
      name: 'pick-list',
      page: () => import('./PickListPage.vue'),
      title: 'picking.one',
      tab: 'each',
      access: 'picking.view',
      help: 'picking',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 45,
      title: 'picking.title',
      mnemonic: 'jhd',
      route: 'picking',
      icon: Files,
      access: 'picking.view',
    },
    {
      group: 'desk',
      order: 46,
      title: 'picking.scan',
      mnemonic: 'adjh',
      route: 'pick-scan',
      icon: Collection,
      access: 'picking.edit',
    },
  ],
  records: { pickList: 'pick-list' },
})
