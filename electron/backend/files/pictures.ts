import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell } from '../../../shared/domain/import/cell.ts'

/** Stands for a picture that is there but is not fit to be kept: of another type, too large or damaged. */
export const UNFIT = -1
export const PICTURE_INDEX = 'index.json'

/** Where the pictures of a spreadsheet stand: on a sheet by row and column (from 1), or by the name a formula of WPS gives. */
export interface PictureIndex {
  placed: [sheet: number, row: number, column: number, no: number][]
  named: Record<string, number>
}

/** The pictures of a spreadsheet that `readSpreadsheet` has put into a folder. */
export interface Pictures {
  /** Number of the picture in a row, the leftmost one; `UNFIT`; null: none. */
  inRow(sheet: number, row: number, cells: readonly Cell[]): number | null
  bytes(no: number): Buffer
}

const CELL_PICTURE = /^=(?:_xlfn\.)?DISPIMG\("([^"]{1,100})"/

export const pictureFile = (folder: string, no: number) => join(folder, `${no}.picture`)

/** Opens a folder of pictures; one that is not there has none. */
export function openPictures(folder: string): Pictures {
  const path = join(folder, PICTURE_INDEX)
  const bytes = (no: number) => readFileSync(pictureFile(folder, no))
  if (!existsSync(path)) return { inRow: () => null, bytes }
  const index = JSON.parse(readFileSync(path, 'utf8')) as PictureIndex
  const named = new Map(Object.entries(index.named))
  const placed = new Map<string, number>()
  // the leftmost is written last
  for (const [sheet, row, , no] of index.placed.toSorted((a, b) => b[2] - a[2])) placed.set(`${sheet} ${row}`, no)
  const inCells = (cells: readonly Cell[]) => {
    for (const cell of cells) {
      const name = typeof cell === 'string' ? CELL_PICTURE.exec(cell)?.[1] : undefined
      if (name !== undefined) return named.get(name) ?? UNFIT
    }
    return null
  }
  return {
    inRow: (sheet, row, cells) => placed.get(`${sheet} ${row}`) ?? (named.size > 0 ? inCells(cells) : null),
    bytes,
  }
}
