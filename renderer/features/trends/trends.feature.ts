import { TrendCharts } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'trends',
  routes: [
    {
      path: '/reports/trends',
      name: 'trends',
      page: () => import('./TrendsPage.vue'),
      title: 'trends.title',
      tab: 'one',
      access: 'reports.view',
      help: 'trends',
    },
  ],
  menu: [
    {
      group: 'analysis',
      order: 20,
      title: 'trends.title',
      mnemonic: 'xszs',
      route: 'trends',
      icon: TrendCharts,
      access: 'reports.view',
    },
  ],
})
