import { directionOf } from '../../../shared/domain/inventory/documents.ts'
import { t } from '../../app/i18n.ts'
import type { CellTag, GridColumn, ListOption } from '../../components/LineGrid/index.ts'
import { readDay } from './read-day.ts'
import type { ColumnContext } from './stock-columns.ts'
import { inUnitOf, type StockLine } from './stock-line.ts'

/** Goods going out choose a lot that is there; goods coming in name theirs, new or known. */
export function lotColumn(context: ColumnContext): GridColumn<StockLine> {
  const goesOut = (line: StockLine) => directionOf(context.kind, context.roleOf(line)) === 'out'
  return {
    key: 'lot',
    title: t('stockDocuments.line.lot'),
    width: 104,
    kind: 'combobox',
    editable: (line) => context.editing && line.facts?.lotTracked === true,
    help: t(
      context.kind === 'other-in' || context.kind === 'surplus'
        ? 'stockDocuments.help.lotIn'
        : 'stockDocuments.help.lotOut',
    ),
    fields: ['lotId', 'lotNumber', 'productionDay', 'expiryDay'],
    format: (line) => line.lotNumber,
    parse: () => ({ patch: { lotId: null, lotNumber: '', expiryDay: null } }),
    tags: (line) => lotTags(line, context, goesOut(line)),
    list: {
      columns: [
        { title: t('stockDocuments.line.lot'), width: 130 },
        { title: t('stockDocuments.line.productionDay'), width: 92 },
        { title: t('stockDocuments.line.expiryDay'), width: 92 },
        { title: t('stockDocuments.list.free'), width: 100, align: 'right' },
        { title: '', width: 64 },
      ],
      search: (text, line) => {
        const known = (line.facts?.lots ?? []).filter((lot) => lot.number.toLowerCase().includes(text.toLowerCase()))
        const options: ListOption<StockLine>[] = known.map((lot) => ({
          key: lot.lotId,
          codes: [lot.number],
          cells: [
            lot.number,
            lot.productionDay ?? '',
            lot.expiryDay ?? '',
            inUnitOf(line, lot.free),
            { text: lot.frozen ? t('stockDocuments.list.frozen') : '', tone: 'warning' },
          ],
          patch: {
            lotId: lot.lotId,
            lotNumber: lot.number,
            productionDay: lot.productionDay,
            expiryDay: lot.expiryDay,
          },
        }))
        const number = text.trim().slice(0, 60)
        const isNew = !goesOut(line) && number !== '' && !known.some((lot) => lot.number === number)
        if (isNew)
          options.push({
            key: `+${number}`,
            codes: [number],
            cells: [`+ ${number}`, '', '', '', ''],
            patch: { lotId: null, lotNumber: number, expiryDay: null },
          })
        return Promise.resolve(options)
      },
    },
  }
}

function lotTags(line: StockLine, context: ColumnContext, goesOut: boolean): CellTag[] {
  if (!context.editing || line.facts?.lotTracked !== true) return []
  if (goesOut && line.lotId === null) return [{ text: t('stockDocuments.list.auto'), tone: 'quiet' }]
  const lot = line.facts.lots.find((one) => one.lotId === line.lotId)
  if (lot?.frozen) return [{ text: t('stockDocuments.tag.frozen'), tone: 'warning' }]
  if (lot?.expiryDay && lot.expiryDay <= context.today)
    return [{ text: t('stockDocuments.tag.expired'), tone: 'warning' }]
  return []
}

/** When goods coming in were made; their expiry follows from the shelf life. */
export function productionColumn(context: ColumnContext): GridColumn<StockLine> {
  return {
    key: 'productionDay',
    title: t('stockDocuments.line.productionDay'),
    width: 88,
    kind: 'text',
    editable: (line) =>
      context.editing &&
      line.facts?.lotTracked === true &&
      line.lotId === null &&
      directionOf(context.kind, context.roleOf(line)) === 'in',
    help: t('stockDocuments.help.day'),
    fields: ['productionDay'],
    format: (line) => line.productionDay ?? '',
    parse: (text) => {
      if (text.trim() === '') return { patch: { productionDay: null, expiryDay: null } }
      const day = readDay(text, context.today)
      return day === null
        ? { error: t('stockDocuments.problem.day') }
        : { patch: { productionDay: day, expiryDay: null } }
    },
  }
}
