import { Calendar } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'lots',
  routes: [
    {
      path: '/lots',
      name: 'lots',
      page: () => import('./LotsPage.vue'),
      title: 'lots.title',
      tab: 'one',
      access: 'stock.view',
      help: 'lots',
    },
    {
      path: '/lots/:id',
      name: 'lot',
      page: () => import('./LotPage.vue'),
      title: 'lots.one',
      tab: 'each',
      access: 'stock.view',
      help: 'lots',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 30,
      title: 'lots.title',
      mnemonic: 'ph',
      route: 'lots',
      icon: Calendar,
      access: 'stock.view',
    },
  ],
})
