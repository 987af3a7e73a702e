import type { SalesShown } from '../../../shared/contract/sales-report.ts'
import { CALENDAR_DIMENSIONS } from '../../../shared/domain/analytics/dimensions.ts'
import type { AskedSales } from '../../../shared/domain/analytics/sales-question.ts'
import { labelOf, MEASURE_KINDS } from '../../../shared/domain/analytics/sales-sheet.ts'
import { t } from '../../app/i18n.ts'
import { formatCount } from '../../components/format.ts'
import { reportText } from '../../components/report/report-types.ts'
import { salesWords } from './sales-words.ts'

/** Bars that stay apart; the table has all groups. */
const MOST_BARS = 20
/** More points than this are zoomed. */
const ZOOMED = 45
const SCALE = { money: 100, quantity: 1000, percent: 100, count: 1 } as const

/** The picture of an answer, and which groups it shows, in its order. */
export function salesPicture(asked: AskedSales, answer: SalesShown) {
  const { by, across } = asked
  const { measure } = answer
  const kind = MEASURE_KINDS[measure]
  const isCalendar = CALENDAR_DIMENSIONS.includes(by)
  const isInOrder = isCalendar || by === 'hour' || by === 'weekday'
  const rows = isInOrder ? answer.rows : answer.rows.slice(0, MOST_BARS)
  const scaled = (value: number | null) => (value === null ? null : value / SCALE[kind])
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : reportText(Math.round(value * SCALE[kind]), kind)
  const line = isCalendar && rows.length > 14
  const look = line ? { type: 'line', showSymbol: rows.length < 60 } : { type: 'bar', barMaxWidth: 28 }
  const series = across
    ? answer.columns.map(({ key, label, groups }, at) => ({
        name: key === null ? salesWords('rest', { count: groups }) : labelOf(across, key, label, salesWords),
        type: 'bar',
        barMaxWidth: 36,
        stack: measure === 'marginRate' || measure === 'average' || measure === 'returnRate' ? undefined : 'all',
        data: rows.map(({ cells }) => scaled(cells[at] ?? null)),
      }))
    : [
        { ...look, name: t('salesReport.now'), data: rows.map(({ values }) => scaled(values[measure])) },
        ...(answer.compared
          ? [
              {
                ...look,
                name: t('salesReport.compared'),
                ...(line ? { lineStyle: { type: 'dashed' } } : {}),
                data: rows.map(({ before }) => scaled(before?.[measure] ?? null)),
              },
            ]
          : []),
      ]
  const isZoomed = rows.length > ZOOMED
  return {
    rows,
    option: {
      grid: { left: 8, right: 8, top: series.length > 1 ? 30 : 12, bottom: isZoomed ? 34 : 4, containLabel: true },
      legend: { show: series.length > 1, type: 'scroll' },
      tooltip: { trigger: 'axis', confine: true, valueFormatter: text },
      xAxis: {
        type: 'category',
        data: rows.map(({ key, label }) => labelOf(by, key, label, salesWords)),
        axisLabel: {
          interval: isInOrder ? 'auto' : 0,
          // names stand whole under their bars, in as many lines as fit beside each other
          ...(isInOrder
            ? {}
            : {
                width: Math.max(50, Math.floor(1000 / Math.max(rows.length, 1))),
                overflow: 'break',
                height: 42,
                lineOverflow: 'truncate',
                lineHeight: 14,
              }),
        },
      },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => (kind === 'percent' ? `${value}%` : formatCount(value)) },
      },
      dataZoom: isZoomed
        ? [
            { type: 'inside', zoomOnMouseWheel: 'ctrl' },
            { type: 'slider', height: 18, bottom: 4 },
          ]
        : [],
      series,
    },
  }
}
