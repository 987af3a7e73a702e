import { HomeFilled } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'home',
  routes: [
    {
      path: '/home',
      name: 'home',
      page: () => import('./HomePage.vue'),
      title: 'home.title',
      tab: 'one',
      access: 'signed-in',
      help: 'first-run',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 10,
      title: 'home.title',
      mnemonic: 'jrgzt',
      route: 'home',
      icon: HomeFilled,
      access: 'signed-in',
    },
  ],
})
