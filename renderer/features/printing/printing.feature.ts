import { Printer } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'printing',
  routes: [
    {
      path: '/prints',
      name: 'prints',
      page: () => import('./PrintsPage.vue'),
      title: 'printing.title',
      tab: 'one',
      access: 'signed-in',
      help: 'printing',
    },
  ],
  menu: [
    {
      group: 'setup',
      order: 40,
      title: 'printing.title',
      mnemonic: 'dyjl',
      route: 'prints',
      icon: Printer,
      access: 'signed-in',
    },
  ],
})
