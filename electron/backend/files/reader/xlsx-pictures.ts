import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSoundPicture } from '../../features/products/image-type.ts'
import { PICTURE_INDEX, pictureFile, UNFIT, type PictureIndex } from '../pictures.ts'
import { SpreadsheetError } from '../spreadsheet-error.ts'
import type { ReadLimits } from './limits.ts'
import { Unusual } from './xml-cursor.ts'
import { attribute } from './xml-text.ts'
import type { Parts } from './xlsx-parts.ts'

/** The pictures in cells of WPS, which their formula `DISPIMG("ID_…",1)` names. */
const CELL_IMAGES = 'xl/cellimages.xml'

/**
 * Takes the pictures out of a workbook: those that lie on its sheets (ECMA-376 part 1, 20.5) and those in cells of WPS. What
 * is no sound PNG, JPEG or WebP of at most `limits.pictureBytes` is noted as unfit. A drawing that cannot be understood
 * brings no pictures; the rows come all the same.
 * @throws SpreadsheetError FILE_BOMB, FILE_DAMAGED
 */
export function readPictures(parts: Parts, sheetPaths: readonly string[], folder: string, limits: ReadLimits): void {
  const index: PictureIndex = { placed: [], named: {} }
  const taken = new Map<string, number>()
  let count = 0
  let written = 0
  const take = (path: string | undefined): number => {
    if (++count > limits.pictures)
      throw new SpreadsheetError('FILE_BOMB', { reason: 'entries', limit: limits.pictures })
    if (path === undefined) return UNFIT
    const known = taken.get(path)
    if (known !== undefined) return known
    const isSmall = parts.entry(path).unpackedBytes <= limits.pictureBytes
    const bytes = isSmall ? parts.bytes(path) : null
    const no = bytes && isSoundPicture(bytes) ? written++ : UNFIT
    if (bytes && no !== UNFIT) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(pictureFile(folder, no), bytes)
    }
    taken.set(path, no)
    return no
  }
  sheetPaths.forEach((sheetPath, sheet) => {
    for (const drawing of relatedTo(parts, sheetPath, 'drawing')) {
      for (const { row, column, embed } of anchorsOf(parts, drawing.target)) {
        index.placed.push([sheet, row, column, take(imagesOf(parts, drawing.target).get(embed))])
      }
    }
  })
  if (parts.refers(CELL_IMAGES)) {
    const images = imagesOf(parts, CELL_IMAGES)
    for (const { name, embed } of cellImagesOf(parts)) index.named[name] = take(images.get(embed))
  }
  if (count === 0) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, PICTURE_INDEX), JSON.stringify(index))
}

function relatedTo(parts: Parts, path: string, type: string) {
  return parts.refers(path) ? parts.related(path, type) : []
}

const imagesOf = (parts: Parts, path: string) =>
  new Map(relatedTo(parts, path, 'image').map(({ id, target }) => [id, target]))

/** Pictures of a drawing; rows and columns count from 1. One that spans several rows belongs to the middle one. */
function anchorsOf(parts: Parts, path: string): { row: number; column: number; embed: string }[] {
  return piecesOf(parts, path, 'wsDr', /<(?:\w+:)?(?:twoCell|oneCell)Anchor\b/).flatMap((xml) => {
    const embed = embedOf(xml)
    const [top, bottom = top] = numbersOf(xml, 'row')
    const [column] = numbersOf(xml, 'col')
    if (embed === undefined || top === undefined || column === undefined) return []
    return [{ row: Math.floor((top + bottom!) / 2) + 1, column: column + 1, embed }]
  })
}

function cellImagesOf(parts: Parts): { name: string; embed: string }[] {
  return piecesOf(parts, CELL_IMAGES, 'cellImages', /<(?:\w+:)?cellImage>/).flatMap((xml) => {
    const embed = embedOf(xml)
    const name = attribute(/<(?:\w+:)?cNvPr\s[^>]*/.exec(xml)?.[0] ?? '', 'name')
    return embed === undefined || name === undefined ? [] : [{ name, embed }]
  })
}

/** What follows each of the start tags in a part; nothing when it is not plain XML. */
function piecesOf(parts: Parts, path: string, root: string, start: RegExp): string[] {
  for (const prefix of ['xdr:', 'etc:', '']) {
    try {
      return parts
        .xml(path, prefix + root)
        .split(start)
        .slice(1)
    } catch (error) {
      if (!(error instanceof Unusual)) throw error
    }
  }
  return []
}

const embedOf = (xml: string) => attribute(/<(?:\w+:)?blip\s[^>]*/.exec(xml)?.[0] ?? '', '\\w+:embed')

const numbersOf = (xml: string, element: string) =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${element}>(\\d{1,7})</`, 'g'))].map((found) => Number(found[1]))
