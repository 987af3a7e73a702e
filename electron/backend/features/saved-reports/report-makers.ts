import type * as z from 'zod'
import { mayCall, type Access } from '../../../../shared/access.ts'
import { contract } from '../../../../shared/contract/index.ts'
import type { SheetToWrite } from '../../../../shared/contract/reports.ts'
import type { ReportPageName } from '../../../../shared/contract/saved-reports.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { DIMENSIONS } from '../../../../shared/domain/analytics/dimensions.ts'
import { askedSales } from '../../../../shared/domain/analytics/sales-question.ts'
import { labelOf } from '../../../../shared/domain/analytics/sales-sheet.ts'
import * as valueReport from '../../../../shared/reports/customer-value.ts'
import * as demandReport from '../../../../shared/reports/demand.ts'
import {
  sheetToWrite,
  wordsIn,
  type ReportAddress,
  type ReportSheet,
  type Words,
} from '../../../../shared/reports/report.ts'
import * as flowReport from '../../../../shared/reports/stock-flow.ts'
import * as goodsReport from '../../../../shared/reports/stock-goods.ts'
import { scopeWords } from '../../../../shared/reports/stock-scope.ts'
import * as trendQuestion from '../../../../shared/reports/trend-question.ts'
import * as trendReport from '../../../../shared/reports/trends.ts'
import type { QueryContext } from '../../rpc/context.ts'
import * as customerValue from '../customer-value/customer-value.queries.ts'
import * as demand from '../demand/demand.queries.ts'
import * as sales from '../sales-report/sales-report.queries.ts'
import { sheetFor } from '../sales-report/sales-report.tasks.ts'
import * as stock from '../stock-analysis/stock-analysis.queries.ts'
import * as trends from '../trends/trends.queries.ts'

type Maker = (ctx: QueryContext, address: ReportAddress, words: Words) => Promise<ReportSheet>

/** Rows of lists that the contract bounds. */
const MOST_LISTED = 5000

/**
 * The report of a page's question with all its rows, as this user may see it, with the days as of `ctx.today`. Each question
 * goes through the schema and the right of the method its page calls.
 * @throws FORBIDDEN, INVALID_INPUT, CANCELLED
 */
export async function sheetOf(
  ctx: QueryContext,
  page: ReportPageName,
  address: ReportAddress,
  locale: Locale,
): Promise<SheetToWrite> {
  if (page === 'sales-report') {
    checked(ctx, contract.salesReport.ask, askedSales(address, ctx.today))
    return sheetFor(ctx, address, locale)
  }
  const words = wordsIn(locale)
  return sheetToWrite(await MAKERS[page](ctx, address, words), words)
}

const MAKERS: Record<Exclude<ReportPageName, 'sales-report'>, Maker> = {
  trends: trendsSheet,
  'customer-value': valueSheet,
  demand: demandSheet,
  'call-list': async (ctx, address, words) => {
    const asked = checked(ctx, contract.demand.calls, { ...demandReport.askedCalls(address), limit: MOST_LISTED })
    const shown = { hidden: hiddenFrom(ctx), seesAll: ctx.user.scope !== 'own' }
    return demandReport.callSheet(ctx.today, await demand.calls(ctx, asked), shown, words)
  },
  'push-list': async (ctx, address, words) => {
    const asked = checked(ctx, contract.demand.push, { ...demandReport.askedPush(address), limit: MOST_LISTED })
    return demandReport.pushSheet(ctx.today, asked, await demand.push(ctx, asked), hiddenFrom(ctx), words)
  },
  'stock-analysis': async (ctx, address, words) => {
    const view = goodsReport.stockViewIn(address)
    const asked = goodsReport.askedGoods(address, ctx.today)
    const hidden = hiddenFrom(ctx)
    const scope = scopeWords(address, await namesOf(ctx, address), words)
    const table =
      view === 'expiry'
        ? goodsReport.expiryTable(
            await stock.expiry(ctx, checked(ctx, contract.stockAnalysis.expiry, asked)),
            hidden,
            words,
          )
        : goodsReport.goodsTable(
            view,
            asked,
            await stock.goods(
              ctx,
              checked(ctx, contract.stockAnalysis.goods, { ...asked, limit: flowReport.MOST_IN_FILES }),
            ),
            hidden,
            words,
          )
    return goodsReport.stockSheet(view, asked, table, scope, words)
  },
  'stock-flow': async (ctx, address, words) => {
    const asked = flowReport.askedFlow(address, ctx.today)
    const question = checked(ctx, contract.stockAnalysis.flow, { ...asked, limit: flowReport.MOST_IN_FILES })
    const shown = {
      detail: address['detail'] === '1',
      hidesCost: hiddenFrom(ctx).cost,
      scope: scopeWords(address, await namesOf(ctx, address), words),
    }
    return flowReport.flowSheet(asked, await stock.flow(ctx, question), shown, words)
  },
}

async function trendsSheet(ctx: QueryContext, address: ReportAddress, words: Words): Promise<ReportSheet> {
  const hidden = hiddenFrom(ctx)
  const question = trendQuestion.askedTrend(address, ctx.today, hidden)
  const { view, unit, detail } = question
  const conditions = await conditionWords(ctx, question.filter, words)
  const { trendNote } = trendReport
  const sheet = (table: Parameters<typeof trendReport.trendSheet>[1], note: string) =>
    trendReport.trendSheet(question, table, conditions, note, words)
  /** Where the page shows a sentence instead of figures. */
  const nothing = { columns: [{ key: 'key', label: words('trends.when'), kind: 'text' as const }], rows: [] }
  if (view === 'growth') {
    const asked = trendQuestion.growthAsked(question)
    if (!asked) return sheet(nothing, words('trends.growth.pick'))
    const answer = await trends.growth(ctx, checked(ctx, contract.trends.growth, asked))
    const table =
      detail === 'products' || detail === 'customers'
        ? trendReport.growthGroupsTable(answer, detail, words)
        : trendReport.causesTable(answer, words)
    return sheet(table, trendNote(view, {}, words))
  }
  if (view === 'forecast') {
    const asked = checked(ctx, contract.trends.forecast, trendQuestion.forecastAsked(question, ctx.today))
    const answer = await trends.forecast(ctx, asked)
    if (answer.state !== 'ready') return sheet(nothing, trendReport.noForecast(answer, unit, words) ?? '')
    const table = detail === 'test' ? trendReport.testTable(answer, words) : trendReport.stepsTable(answer, unit, words)
    return sheet(table, trendNote(view, { level: answer.level }, words))
  }
  const answer = await trends.series(ctx, checked(ctx, contract.trends.series, trendQuestion.seriesAsked(question)))
  if (view === 'series') return sheet(trendReport.seriesTable(answer, unit, words), trendNote(view, {}, words))
  const { columns, byWeekday, byMonth } = trendReport.patternTable(answer, words)
  return sheet(
    { columns, rows: [...byWeekday, ...byMonth] },
    trendNote(view, { season: answer.season !== null }, words),
  )
}

async function valueSheet(ctx: QueryContext, address: ReportAddress, words: Words): Promise<ReportSheet> {
  const part = valueReport.valuePartIn(address)
  const days = valueReport.askedValue(address, ctx.today)
  const filter = valueReport.askedValueFilter(address)
  const { valueNotes: notes } = valueReport
  const question = [words('reports.days', days), ...valueReport.valueFilterWords(filter, words)]
  const listed = async () => {
    const asked = checked(ctx, contract.customerValue.customers, { ...days, filter, limit: valueReport.EVERYBODY })
    return valueReport.valueTable(await customerValue.customers(ctx, asked), words)
  }
  switch (part) {
    case 'contribution': {
      const answer = await customerValue.contribution(ctx, checked(ctx, contract.customerValue.contribution, days))
      return valueReport.valueSheet(part, question, await listed(), notes.contribution(answer, words), words)
    }
    case 'rfm': {
      const answer = await customerValue.rfm(ctx, checked(ctx, contract.customerValue.rfm, days))
      return valueReport.valueSheet(part, question, await listed(), notes.rfm(answer, words), words)
    }
    case 'cohorts': {
      const answer = await customerValue.cohorts(ctx, checked(ctx, contract.customerValue.cohorts, days))
      const table = filter.cohort === undefined ? valueReport.cohortTable(answer.cohorts, words) : await listed()
      return valueReport.valueSheet(part, question, table, notes.cohorts(answer, words), words)
    }
    case 'late': {
      const asked = checked(ctx, contract.customerValue.late, { limit: valueReport.ALL_LATE })
      const answer = await customerValue.late(ctx, asked)
      return valueReport.valueSheet(
        part,
        [ctx.today],
        valueReport.lateTable(answer, words),
        notes.late(answer, words),
        words,
      )
    }
  }
}

async function demandSheet(ctx: QueryContext, address: ReportAddress, words: Words): Promise<ReportSheet> {
  switch (demandReport.demandViewIn(address)) {
    case 'segments': {
      const days = demandReport.askedSegments(address, ctx.today)
      const ask = (value: string | null) =>
        demand.segments(ctx, checked(ctx, contract.demand.segments, { ...days, value, limit: MOST_LISTED }))
      const segment = demandReport.segmentIn(address, (await ask(null)).segments)
      const answer = segment ? await ask(segment.value) : { rows: [] }
      return demandReport.segmentSheet(days, segment?.name ?? '', answer, hiddenFrom(ctx), words)
    }
    case 'together': {
      const asked = demandReport.askedTogether(address, ctx.today)
      const question = checked(ctx, contract.demand.together, { ...asked, limit: MOST_LISTED })
      const product = asked.productId
        ? await ctx.db.selectFrom('product').select('name').where('id', '=', asked.productId).executeTakeFirst()
        : undefined
      return demandReport.togetherSheet(asked, product?.name ?? '', await demand.together(ctx, question), words)
    }
    case 'test': {
      checked(ctx, contract.demand.backTest, {})
      return demandReport.backTestSheet(await demand.backTest(ctx), words)
    }
  }
}

/** A question as the method of its page takes it. @throws INVALID_INPUT, FORBIDDEN as the method would */
function checked<Schema extends z.ZodType>(
  ctx: QueryContext,
  method: { '~orpc': { meta: { access: Access }; inputSchema?: Schema | undefined } },
  question: z.input<Schema>,
): z.output<Schema> {
  const { meta, inputSchema } = method['~orpc']
  if (!mayCall(meta.access, ctx.user.rights)) throw new AppError('FORBIDDEN', { right: meta.access })
  const parsed = inputSchema!.safeParse(question)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new AppError('INVALID_INPUT', { issues })
}

const hiddenFrom = ({ user }: QueryContext) => ({
  cost: user.mask.includes('purchase'),
  sales: user.mask.includes('sale'),
})

/** What warehouse, site and type of a stock report's address are called. */
async function namesOf(ctx: QueryContext, address: ReportAddress) {
  const { warehouse = '', site = '', type = '' } = address
  const [stored, placed, nodes] = await Promise.all([
    ctx.db.selectFrom('warehouse').select('name').where('id', '=', warehouse).executeTakeFirst(),
    ctx.db.selectFrom('site').select('name').where('id', '=', site).executeTakeFirst(),
    ctx.db
      .selectFrom('tree_node')
      .select(['id', 'parent_id as parentId', 'name'])
      .where('kind', '=', 'product-type')
      .execute(),
  ])
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const path: string[] = []
  for (let node = byId.get(type); node; node = node.parentId ? byId.get(node.parentId) : undefined) {
    path.unshift(node.name)
  }
  return { warehouse: stored?.name ?? '', site: placed?.name ?? '', type: path.join(' / ') }
}

/** The conditions of a question about sales in words; the sales report knows what their keys are called. */
async function conditionWords(
  ctx: QueryContext,
  filter: trendQuestion.TrendQuestion['filter'],
  words: Words,
): Promise<string[]> {
  if (Object.keys(filter).length === 0) return []
  const asked = checked(ctx, contract.salesReport.ask, { from: ctx.today, to: ctx.today, by: 'site', top: 1, filter })
  const { conditions } = await sales.answerFor(ctx, asked)
  const salesWords: Parameters<typeof labelOf>[3] = (key, params) =>
    (words as (key: string, params?: object) => string)(`salesReport.${key}`, params)
  return DIMENSIONS.flatMap((dimension) =>
    conditions
      .filter((one) => one.dimension === dimension)
      .map(({ key, label }) =>
        words('salesReport.condition', {
          name: words(`salesReport.by.${dimension}`),
          values: labelOf(dimension, key, label, salesWords),
        }),
      ),
  )
}
