import * as z from 'zod'
import { query } from './method.ts'

/** The facts that all reports are made of: they are read into memory by the first question. */
export const analytics = {
  /** Percent of the facts that are there; null: nobody has asked since the start. */
  state: query('reports.view').output(z.object({ loaded: z.int().min(0).max(100).nullable() })),
  /** Reads them now; answers when they are there. */
  prepare: query('reports.view').output(z.object({ ok: z.literal(true) })),
}
