import { DataAnalysis } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'sales-report',
  routes: [
    {
      path: '/reports/sales',
      name: 'sales-report',
      page: () => import('./SalesReportPage.vue'),
      title: 'salesReport.title',
      tab: 'one',
      access: 'reports.view',
      help: 'sales-report',
    },
  ],
  menu: [
    {
      group: 'analysis',
      order: 10,
      title: 'salesReport.title',
      mnemonic: 'xsfx',
      route: 'sales-report',
      icon: DataAnalysis,
      access: 'reports.view',
    },
  ],
})
