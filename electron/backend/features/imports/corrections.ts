import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Cells replaced by what the user typed; all numbers but the sheet's count from 1. */
export type Corrections = [sheet: number, row: number, column: number, text: string][]

export function readCorrections(path: string): Corrections {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Corrections) : []
}

/** Adds corrections; a later one of the same cell takes the place of the former. */
export function addCorrections(path: string, more: Corrections): void {
  const cells = new Map(readCorrections(path).map((c) => [c.slice(0, 3).join(' '), c]))
  for (const c of more) cells.set(c.slice(0, 3).join(' '), c)
  writeFileSync(path, JSON.stringify([...cells.values()]))
}
