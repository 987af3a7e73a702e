import { Grid } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'places',
  routes: [
    {
      path: '/bins',
      name: 'bins',
      page: () => import('./BinsPage.vue'),
      title: 'places.bins',
      tab: 'one',
      access: 'stock.view',
      help: 'bins',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 70,
      title: 'places.bins',
      mnemonic: 'hw',
      route: 'bins',
      icon: Grid,
      access: 'stock.view',
    },
  ],
})
