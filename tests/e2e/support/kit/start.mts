import { DataLine, Goods, Tickets, User } from '@element-plus/icons-vue'
import { createApplication } from '../../../../renderer/app/application.ts'
import { defineFeature } from '../../../../renderer/app/features.ts'
import { useJobs } from '../../../../renderer/app/jobs.ts'
import { useSession } from '../../../../renderer/app/session.ts'
import { TABLE_LAYOUTS } from '../../../../renderer/components/table/table-types.ts'
import { localLayouts } from '../../../../renderer/components/table/useTableLayout.ts'
import { showUndo } from '../../../../renderer/components/feedback/toasts.ts'
import { RIGHTS } from '../../../../shared/access.ts'

/** The frame and the component kit with pages of nothing but components; no backend answers here. */
const kit = defineFeature({
  id: 'kit',
  routes: [
    {
      path: '/rows',
      name: 'rows',
      page: () => import('./RowsPage.vue'),
      title: 'rights.customers.view',
      tab: 'one',
      access: 'customers.view',
    },
    {
      path: '/form',
      name: 'form',
      page: () => import('./FormPage.vue'),
      title: 'rights.products.edit',
      tab: 'one',
      access: 'products.edit',
    },
    {
      path: '/order/:id',
      name: 'order',
      page: () => import('./OrderPage.vue'),
      title: 'errors.entity.order',
      tab: 'each',
      access: 'orders.view',
    },
    {
      path: '/report',
      name: 'report',
      page: () => import('./SalesPage.vue'),
      title: 'rights.reports.view',
      tab: 'one',
      access: 'reports.view',
    },
    {
      path: '/system',
      name: 'system',
      page: () => import('./RowsPage.vue'),
      title: 'rights.system.manage',
      tab: 'one',
      access: 'system.manage',
    },
  ],
  menu: [
    {
      group: 'sales',
      order: 10,
      title: 'rights.customers.view',
      mnemonic: 'ckkh',
      route: 'rows',
      icon: User,
      access: 'customers.view',
    },
    {
      group: 'goods',
      order: 10,
      title: 'rights.products.edit',
      mnemonic: 'bjsp',
      route: 'form',
      icon: Goods,
      access: 'products.edit',
    },
    {
      group: 'analysis',
      order: 10,
      title: 'rights.reports.view',
      mnemonic: 'ckbb',
      route: 'report',
      icon: DataLine,
      access: 'reports.view',
    },
    {
      group: 'setup',
      order: 10,
      title: 'rights.system.manage',
      mnemonic: 'glxt',
      route: 'system',
      icon: Tickets,
      access: 'system.manage',
    },
  ],
  commands: [
    {
      id: 'kit.undo',
      title: 'shell.keys.undo',
      mnemonic: 'cxgc',
      access: 'signed-in',
      keys: 'F9',
      run: () => void showUndo('已保存 XSDD-ZB-261123-0007', '撤销', () => void (document.title = 'undone')),
    },
  ],
})

const app = createApplication([kit])
// there is no backend here to keep them
app.provide(TABLE_LAYOUTS, localLayouts)
useSession().use({
  company: { id: '0', name: '丰源粮油商贸有限公司', sample: true, timeZone: 'Asia/Shanghai', today: '2026-11-23' },
  user: { id: '1', name: '王小麦', email: 'wang@example.com', roles: ['owner'] },
  rights: RIGHTS.filter((right) => right !== 'system.manage'),
  scope: 'all',
  mask: [],
  idleLockMinutes: 0,
  hasPin: false,
})
useJobs().put({
  id: 'job',
  title: '导入 客户.xlsx',
  state: 'running',
  done: 1200,
  total: 5000,
  startedAt: Date.now() - 8000,
  cancel: () => undefined,
})
app.mount('#app')
