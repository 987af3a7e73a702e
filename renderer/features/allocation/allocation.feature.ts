import { ScaleToOriginal } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'allocation',
  routes: [
    {
      path: '/allocation',
      name: 'allocation',
      page: () => import('./AllocationPage.vue'),
      title: 'allocation.title',
      tab: 'one',
      access: 'allocation.edit',
      help: 'allocation',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 35,
      title: 'allocation.title',
      mnemonic: 'qhfp',
      route: 'allocation',
      icon: ScaleToOriginal,
      access: 'allocation.edit',
    },
  ],
})
