import { Coin, OfficeBuilding, UserFilled } from '@element-plus/icons-vue'
import { defineFeature } from '../../app/features.ts'

export default defineFeature({
  id: 'settings',
  routes: [
    {
      path: '/settings/company/:section?',
      name: 'company-settings',
      page: () => import('./company/CompanySettingsPage.vue'),
      title: 'settings.company',
      tab: 'one',
      access: 'company.manage',
      help: 'settings',
    },
    {
      path: '/settings/access/:section?',
      name: 'access-settings',
      page: () => import('./access/AccessSettingsPage.vue'),
      title: 'settings.access',
      tab: 'one',
      access: 'users.manage',
      help: 'settings',
    },
    {
      path: '/settings/system',
      name: 'system-settings',
      page: () => import('./system/SystemSettingsPage.vue'),
      title: 'settings.system',
      tab: 'one',
      access: 'system.manage',
      help: 'backup',
    },
    {
      path: '/first-run',
      name: 'first-run',
      page: () => import('./first-run/FirstRunPage.vue'),
      title: 'settings.firstRun',
      tab: 'one',
      access: 'company.manage',
      layout: 'card',
      help: 'first-run',
    },
  ],
  menu: [
    {
      group: 'setup',
      order: 10,
      title: 'settings.company',
      mnemonic: 'gssz',
      route: 'company-settings',
      icon: OfficeBuilding,
      access: 'company.manage',
    },
    {
      group: 'setup',
      order: 20,
      title: 'settings.access',
      mnemonic: 'yhyqx',
      route: 'access-settings',
      icon: UserFilled,
      access: 'users.manage',
    },
    {
      group: 'setup',
      order: 30,
      title: 'settings.system',
      mnemonic: 'bfyzj',
      route: 'system-settings',
      icon: Coin,
      access: 'system.manage',
    },
  ],
})
