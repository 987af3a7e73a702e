import type { EChartsCoreOption } from 'echarts/core'
import { ABC_CLASSES } from '../../../shared/domain/analytics/abc.ts'
import { XYZ_CLASSES } from '../../../shared/domain/analytics/xyz.ts'
import { formatFen } from '../../../shared/money.ts'
import { t } from '../../app/i18n.ts'
import { formatCount } from '../../components/format.ts'
import type { ReportColumn, ReportRow } from '../../components/report/report-types.ts'
import type { GoodsAnswer } from '../../../shared/reports/stock-goods.ts'

/** A picture with the numbers it shows. */
export interface Picture {
  title: string
  option: EChartsCoreOption
  columns: ReportColumn[]
  rows: ReportRow[]
}

/** A bar: what it is called, how many goods or lots, and their value in 分 (null: hidden, then the number is drawn). */
export interface Bar {
  name: string
  count: number
  value: number | null
}

const money = (yuan: number) => `¥${formatFen(Math.round(yuan * 100))}`

/** Bars of value; of numbers where values are hidden. */
export function barsPicture(title: string, of: string, counted: string, bars: readonly Bar[]): Picture {
  const hidden = bars.some(({ value }) => value === null)
  const values = bars.map(({ count, value }) => (value === null ? count : value / 100))
  return {
    title,
    option: {
      grid: { left: 80, right: 24, top: 16, bottom: 28 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, ...(hidden ? {} : { valueFormatter: money }) },
      xAxis: { type: 'category', data: bars.map(({ name }) => name) },
      yAxis: { type: 'value' },
      series: [{ name: hidden ? counted : t('stockAnalysis.stockValue'), type: 'bar', barMaxWidth: 72, data: values }],
    },
    columns: [
      { key: 'name', label: of, kind: 'text' },
      { key: 'count', label: counted, kind: 'count' },
      ...(hidden ? [] : [{ key: 'value', label: t('stockAnalysis.worth'), kind: 'money' } as const]),
    ],
    rows: bars.map((bar) => ({ ...bar })),
  }
}

const rowsOfMatrix = [...ABC_CLASSES, '–']
const columnsOfMatrix = [...XYZ_CLASSES, '–']

/** The classes in both ways: the more a cell is worth (where values are hidden: the more goods it has) the darker it is. */
export function matrixPicture(matrix: GoodsAnswer['matrix']): Picture {
  const hidden = matrix.some(({ value }) => value === null)
  const numbers = matrix.map(({ value, products }) => (value === null ? products : value / 100))
  const data = matrix.map(({ abc, xyz, products }, at) => ({
    value: [columnsOfMatrix.indexOf(xyz), rowsOfMatrix.indexOf(abc), numbers[at]!],
    label: { formatter: textOf(products, hidden ? null : numbers[at]!) },
  }))
  return {
    title: t('stockAnalysis.classPicture'),
    option: {
      grid: { left: 48, right: 24, top: 8, bottom: 28 },
      tooltip: { formatter: ({ dataIndex }: { dataIndex: number }) => tipOf(matrix[dataIndex]!) },
      xAxis: { type: 'category', data: columnsOfMatrix },
      yAxis: { type: 'category', data: rowsOfMatrix, inverse: true },
      visualMap: { show: false, min: 0, max: Math.max(1, ...numbers) },
      series: [{ type: 'heatmap', data, label: { show: true } }],
    },
    columns: [
      { key: 'abc', label: t('stockAnalysis.abc'), kind: 'text', width: 60 },
      { key: 'xyz', label: t('stockAnalysis.xyz'), kind: 'text', width: 60 },
      { key: 'products', label: t('stockAnalysis.products'), kind: 'count' },
      { key: 'value', label: t('stockAnalysis.worth'), kind: 'money' },
      { key: 'soldAmount', label: t('stockAnalysis.soldAmount'), kind: 'money' },
    ],
    rows: matrix,
  }
}

const textOf = (products: number, yuan: number | null) =>
  products === 0 ? '–' : yuan === null ? formatCount(products) : `${formatCount(products)} · ${money(yuan)}`

function tipOf({ abc, xyz, products, value, soldAmount }: GoodsAnswer['matrix'][number]): string {
  const line = (label: string, fen: number | null) => (fen === null ? [] : [`${label} ¥${formatFen(fen)}`])
  return [
    `${abc}${xyz}`,
    t('stockAnalysis.productsHint', { count: formatCount(products) }),
    ...line(t('stockAnalysis.worth'), value),
    ...line(t('stockAnalysis.soldAmount'), soldAmount),
  ].join('<br>')
}
