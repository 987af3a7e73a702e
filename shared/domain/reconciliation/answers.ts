import { isId } from '../../ids.ts'
import { parseFen, type Fen } from '../../money.ts'
import { isDateCell, isEmptyCell, isErrorCell, type Cell } from '../import/cell.ts'

/** The mark of a line in the hidden column of the file a customer gets: which statement, which bill, which of its goods. */
export const lineMark = (statementId: string, no: number, item: number): string => `${statementId}:${no}:${item}`

/** What a row of a file that came back says; null for rows without a mark. */
export interface ReturnedLine {
  statementId: string
  no: number
  item: number
  /** From 1, as the customer sees it. */
  row: number
  /** What stands under 客户确认; null: nothing. */
  confirmed: boolean | null
  /** What stands under 客户数, 分, as typed. */
  figure: Fen | null
  remark: string
  /** A text under 客户确认 or 客户数 that is neither an answer nor an amount. */
  unreadable: string
  /** The cells before the answer, for bills we left out. */
  words: string[]
}

const YES = new Set([
  '√',
  '✓',
  '✔',
  '对',
  '是',
  '无误',
  '确认',
  '已确认',
  '一致',
  '同意',
  'y',
  'yes',
  'ok',
  '1',
  'true',
])
const NO = new Set([
  '×',
  '✗',
  '✘',
  'x',
  '否',
  '不对',
  '不符',
  '有误',
  '有差异',
  '差异',
  '不一致',
  'n',
  'no',
  '0',
  'false',
])

/** Reads a row: the answer stands in the three cells before the mark, wherever the mark is now. */
export function readReturnedRow(cells: readonly Cell[], row: number): ReturnedLine | null {
  const at = cells.findLastIndex((cell) => typeof cell === 'string' && MARK.test(cell.trim()))
  if (at < 3) return null
  const [, statementId = '', no, item] = MARK.exec(String(cells[at]).trim())!
  if (!isId(statementId)) return null
  const [answer, figureCell, remark] = cells.slice(at - 3, at) as [Cell, Cell, Cell]
  const word = textOf(answer).toLowerCase()
  const confirmed = YES.has(word) ? true : NO.has(word) ? false : null
  const figure = fenOf(figureCell)
  const unreadable = [
    confirmed === null && word !== '' ? textOf(answer) : '',
    figure === null && !isEmptyCell(figureCell) ? textOf(figureCell) : '',
  ]
  return {
    statementId,
    no: Number(no),
    item: Number(item),
    row,
    confirmed,
    figure,
    remark: textOf(remark).slice(0, 500),
    unreadable: unreadable.filter(Boolean).join(' '),
    words: cells
      .slice(0, at - 3)
      .map(textOf)
      .filter(Boolean),
  }
}

const MARK = /^([0-9A-Z]{26}):(\d{1,7}):(\d{1,5})$/

function textOf(cell: Cell): string {
  if (isEmptyCell(cell) || isErrorCell(cell)) return ''
  if (isDateCell(cell)) return cell.d
  return String(cell).trim()
}

function fenOf(cell: Cell): Fen | null {
  if (typeof cell === 'number') {
    const fen = Math.round(cell * 100)
    return Number.isSafeInteger(fen) ? fen : null
  }
  return typeof cell === 'string' ? parseFen(cell) : null
}

export interface ReadAnswer {
  no: number
  item: number
  agreed: boolean
  /** 分, signed as in the ledger. */
  theirs: Fen | null
  remark: string
}

/**
 * What a returned line answers; null: nothing. A figure of the customer's own decides, whatever stands beside it: an equal one
 * agrees, another one does not. A remark alone is a difference.
 * @param ours our figure for the line, signed as in the ledger; null: the line is a bill that we left out
 * @param signed turns what was typed under the line's column into the ledger's sign
 */
export function answerOf(line: ReturnedLine, ours: Fen | null, signed: (typed: Fen) => Fen): ReadAnswer | null {
  const { no, item, confirmed, figure, remark } = line
  if (ours === null) {
    const said = [...line.words, remark].join(' ').slice(0, 500)
    return said === '' && figure === null ? null : { no, item, agreed: false, theirs: figure, remark: said }
  }
  const theirs = figure === null ? null : signed(figure)
  if (confirmed === null && theirs === null && remark === '') return null
  const agreed = theirs === null ? (confirmed ?? false) : theirs === ours
  return { no, item, agreed, theirs: agreed ? null : theirs, remark }
}
