import { QuestionFilled } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'
import HelpKey from './HelpKey.vue'

export default defineFeature({
  id: 'help',
  routes: [
    {
      path: '/help/:page?',
      name: 'help',
      page: () => import('./HelpPage.vue'),
      title: 'help.title',
      tab: 'one',
      access: 'signed-in',
    },
  ],
  menu: [
    {
      group: 'setup',
      order: 90,
      title: 'help.title',
      mnemonic: 'bz',
      route: 'help',
      icon: QuestionFilled,
      access: 'signed-in',
    },
  ],
  overlays: [HelpKey],
})
