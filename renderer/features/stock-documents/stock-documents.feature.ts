import { Document } from '@element-plus/icons-vue'
import { rightFor, type StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'
import { defineFeature, type FeatureCommand } from '../../app/features.ts'
import { newDocument } from './new-document.ts'

/** Pinyin initials of “新建…单” for the palette. */
const MNEMONICS: Record<StockDocumentKind, string> = {
  'other-in': 'xjqtrkd',
  'other-out': 'xjqtckd',
  surplus: 'xjbyd',
  loss: 'xjbsd',
  transfer: 'xjdbd',
  assembly: 'xjzzd',
  disassembly: 'xjcxd',
  cost: 'xjcbtzd',
}

const commandFor = (kind: StockDocumentKind): FeatureCommand => ({
  id: `stockDocuments.new.${kind}`,
  title: `stockDocuments.command.${kind}`,
  mnemonic: MNEMONICS[kind],
  access: rightFor('edit', { kind, status: 'draft' })!,
  run: () => newDocument(kind),
})

export default defineFeature({
  id: 'stock-documents',
  routes: [
    {
      path: '/stock-documents',
      name: 'stock-documents',
      page: () => import('./StockDocumentsPage.vue'),
      title: 'stockDocuments.title',
      tab: 'one',
      access: 'stock.view',
      help: 'stock-documents',
    },
    {
      path: '/stock-documents/:id',
      name: 'stock-document',
      page: () => import('./StockDocumentPage.vue'),
      title: 'stockDocuments.one',
      tab: 'each',
      access: 'stock.view',
      help: 'stock-documents',
    },
  ],
  menu: [
    {
      group: 'goods',
      order: 40,
      title: 'stockDocuments.title',
      mnemonic: 'kcdj',
      route: 'stock-documents',
      icon: Document,
      access: 'stock.view',
    },
  ],
  commands: (Object.keys(MNEMONICS) as StockDocumentKind[]).map(commandFor),
  records: { stockDocument: 'stock-document' },
  prints: { 'stock-document': async (ids) => (await import('./print-stock.ts')).printStock(ids, 'half', false) },
})
