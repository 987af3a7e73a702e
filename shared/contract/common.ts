import * as z from 'zod'
import { isDay, isTimeZone } from '../day.ts'
import { isId } from '../ids.ts'

/** Building blocks of the contract's schemas. */
export const id = z.string().refine(isId, 'id')
export const day = z.string().refine(isDay, 'day')
export const instant = z.string()
/** An IANA time zone this machine knows, e.g. `Asia/Shanghai`. */
export const timeZone = z.string().trim().max(60).refine(isTimeZone, 'time zone')
/** Trimmed text of at most `max` characters. */
export const text = (max: number) => z.string().trim().max(max)
export const name = (max: number) => z.string().trim().min(1).max(max)
/** 分. ±90 billion yuan is far below 2^53. */
export const fen = z.int().min(-9_000_000_000_000).max(9_000_000_000_000)
export const positiveFen = z.int().min(1).max(9_000_000_000_000)
/** 1/10000 yuan per unit. */
export const price = z.int().min(0).max(9_000_000_000_000)
/** Thousandths of the base unit. */
export const quantity = z.int().min(-9_000_000_000_000).max(9_000_000_000_000)
/** Thousandths of the base unit in one unit. */
export const factor = z.int().min(1).max(1_000_000_000)
export const basisPoints = z.int().min(0).max(10_000)
export const version = z.int().min(0)

/** Keyset paging: `cursor` is what the previous page gave back. */
export const pageInput = { cursor: z.string().max(400).optional(), limit: z.int().min(1).max(500).default(100) }
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable() })

export const ref = z.object({ id, name: z.string() })
export const done = z.object({ ok: z.literal(true) })
