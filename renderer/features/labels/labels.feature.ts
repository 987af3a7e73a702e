import { PriceTag } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'labels',
  routes: [
    {
      path: '/labels',
      name: 'labels',
      page: () => import('./LabelsPage.vue'),
      title: 'labels.title',
      tab: 'one',
      access: 'products.view',
      help: 'labels',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 80,
      title: 'labels.title',
      mnemonic: 'bqdy',
      route: 'labels',
      icon: PriceTag,
      access: 'products.view',
    },
  ],
})
