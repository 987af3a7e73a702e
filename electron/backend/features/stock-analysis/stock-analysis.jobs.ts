import { stockFlow } from './flow.jobs.ts'
import { stockGoods } from './goods.jobs.ts'

/** What is asked of the facts about stock. */
export const stockAnalysisJobs = { stockFlow, stockGoods }
