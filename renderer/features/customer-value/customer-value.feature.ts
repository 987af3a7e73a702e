import { Medal } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

export default defineFeature({
  id: 'customer-value',
  routes: [
    {
      path: '/customer-value',
      name: 'customer-value',
      page: () => import('./CustomerValuePage.vue'),
      title: 'customerValue.title',
      tab: 'one',
      access: 'reports.view',
      help: 'customer-value',
    },
  ],
  menu: [
    {
      group: 'analysis',
      order: 30,
      title: 'customerValue.title',
      mnemonic: 'khjz',
      route: 'customer-value',
      icon: Medal,
      access: 'reports.view',
    },
  ],
  commands: [
    {
      id: 'customerValue.late',
      title: 'customerValue.part.late',
      mnemonic: 'lsyj',
      access: 'reports.view',
      run: () => useTabs().open({ name: 'customer-value', query: { part: 'late' } }),
    },
  ],
})
