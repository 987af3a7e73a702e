import { Upload } from '@element-plus/icons-vue'
import type { ImportKind } from '../../../shared/contract/imports.ts'
import { newId } from '../../../shared/ids.ts'
import { defineFeature, type FeatureCommand } from '../../app/features.ts'
import { useTabs } from '../../app/tabs.ts'

const start = (kind: ImportKind, mnemonic: string): FeatureCommand => ({
  id: `imports.${kind}`,
  title: `imports.kind.${kind}`,
  mnemonic,
  access: 'imports.run',
  run: () => useTabs().open({ name: 'import', params: { id: newId() }, query: { kind } }),
})

export default defineFeature({
  id: 'imports',
  routes: [
    {
      path: '/imports',
      name: 'imports',
      page: () => import('./ImportsPage.vue'),
      title: 'imports.history',
      tab: 'one',
      access: 'imports.run',
    },
    {
      path: '/imports/:id',
      name: 'import',
      page: () => import('./ImportPage.vue'),
      title: 'imports.title',
      tab: 'each',
      access: 'imports.run',
    },
  ],
  menu: [
    {
      group: 'setup',
      order: 20,
      title: 'imports.history',
      mnemonic: 'drjl',
      route: 'imports',
      icon: Upload,
      access: 'imports.run',
    },
  ],
  commands: [
    start('customers', 'drkh'),
    start('products', 'drsp'),
    start('orders', 'drdd'),
    start('suppliers', 'drgys'),
  ],
})
