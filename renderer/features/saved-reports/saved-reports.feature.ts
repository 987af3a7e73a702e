import { Files } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'saved-reports',
  routes: [
    {
      path: '/reports/saved',
      name: 'saved-reports',
      page: () => import('./SavedReportsPage.vue'),
      title: 'savedReports.title',
      tab: 'one',
      access: 'reports.view',
      help: 'sales-report',
    },
  ],
  menu: [
    {
      group: 'analysis',
      order: 70,
      title: 'savedReports.title',
      mnemonic: 'bcdbb',
      route: 'saved-reports',
      icon: Files,
      access: 'reports.view',
    },
  ],
})
