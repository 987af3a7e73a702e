import { Message, Setting } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'mail',
  routes: [
    {
      path: '/mails',
      name: 'mails',
      page: () => import('./MailsPage.vue'),
      title: 'mail.title',
      tab: 'one',
      access: 'signed-in',
      help: 'mail',
    },
    {
      path: '/settings/mail',
      name: 'mail-settings',
      page: () => import('./MailSettingsPage.vue'),
      title: 'mail.settings.title',
      tab: 'one',
      access: 'company.manage',
      help: 'mail',
    },
  ],
  menu: [
    {
      group: 'setup',
      order: 26,
      title: 'mail.settings.title',
      mnemonic: 'yjsz',
      route: 'mail-settings',
      icon: Setting,
      access: 'company.manage',
    },
    {
      group: 'setup',
      order: 42,
      title: 'mail.title',
      mnemonic: 'yjjl',
      route: 'mails',
      icon: Message,
      access: 'signed-in',
    },
  ],
})
