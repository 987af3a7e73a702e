import { AlarmClock } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'
import { defineFeature } from '../../app/features.ts'
import { openLog, openReminder } from './crm-state.ts'
import { LOG_KEY } from './useLogKey.ts'
import { switchNotifications } from './notifications.ts'
import ReminderBell from './ReminderBell.vue'

export default defineFeature({
  id: 'crm',
  routes: [
    {
      path: '/reminders',
      name: 'reminders',
      page: () => import('./RemindersPage.vue'),
      title: 'crm.reminders',
      tab: 'one',
      access: 'customers.view',
      help: 'contacts',
    },
  ],
  menu: [
    {
      group: 'desk',
      order: 20,
      title: 'crm.reminders',
      mnemonic: 'tx',
      route: 'reminders',
      icon: AlarmClock,
      access: 'customers.view',
    },
  ],
  commands: [
    {
      id: 'crm.log',
      title: 'crm.log',
      mnemonic: 'jyblx',
      access: 'customers.edit',
      keys: LOG_KEY,
      run: () => openLog(),
    },
    { id: 'crm.remind', title: 'crm.new', mnemonic: 'xjtx', access: 'customers.edit', run: () => openReminder() },
    { id: 'crm.notify', title: 'crm.notify.on', mnemonic: 'zmtz', access: 'customers.view', run: switchNotifications },
  ],
  header: [ReminderBell],
  overlays: [
    defineAsyncComponent(() => import('./LogDrawer.vue')),
    defineAsyncComponent(() => import('./ReminderDrawer.vue')),
    defineAsyncComponent(() => import('./FinishDrawer.vue')),
  ],
})
