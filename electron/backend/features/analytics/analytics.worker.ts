import { stockAnalysisJobs } from '../stock-analysis/stock-analysis.jobs.ts'
import { salesReportJobs } from '../sales-report/sales-report.jobs.ts'
import { customerValueJobs } from '../customer-value/customer-value.jobs.ts'
import { demandJobs } from '../demand/demand.jobs.ts'
import { trendJobs } from '../trends/trends.jobs.ts'
import { serveFacts } from './serve-facts.ts'

/** Every report that is made of the facts, by name; each feature brings its own. */
const jobs = {
  /** Only makes the facts ready. */
  prepare: () => null,
  ...stockAnalysisJobs,
  ...salesReportJobs,
  ...customerValueJobs,
  ...demandJobs,
  ...trendJobs,
}
export type AnalyticsJobs = typeof jobs

serveFacts(jobs)
