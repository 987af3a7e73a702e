import { ORPCError } from '@orpc/contract'
import { AppError, type ErrorData } from '../../../shared/errors.ts'
import { translateAny, type Locale, type MessageKey, type Params } from '../../../shared/i18n/index.ts'
import { zhCN } from '../../../shared/i18n/zh-CN.ts'

/** What the command line itself refuses. */
const TEXTS = {
  BAD_ARGUMENTS: { 'zh-CN': '参数不对：{what}（--help 查看用法）', en: 'bad arguments: {what} (see --help)' },
  FILE_NOT_FOUND: { 'zh-CN': '找不到文件：{what}', en: 'no such file: {what}' },
  FILE_WRITE_FAILED: { 'zh-CN': '文件写不进去：{what}', en: 'the file cannot be written: {what}' },
  FILE_FORMAT: { 'zh-CN': '只能导出 .xlsx 或 .csv：{what}', en: 'only .xlsx and .csv can be written: {what}' },
  HOME_NOT_FOUND: { 'zh-CN': '没有这个数据文件夹：{what}', en: 'no such data folder: {what}' },
  NO_COMPANY: { 'zh-CN': '这里还没有公司：{what}', en: 'there is no company yet in {what}' },
  COMPANY_NOT_FOUND: { 'zh-CN': '没有这家公司：{what}', en: 'no such company: {what}' },
  COMPANY_NEEDED: {
    'zh-CN': '有多家公司，请用 --company 指明：{what}',
    en: 'several companies; name one by --company: {what}',
  },
  SHEET_NOT_FOUND: { 'zh-CN': '没有这张工作表，现有：{what}', en: 'no such sheet; there are: {what}' },
  IMPORT_NO_COLUMN: { 'zh-CN': '缺少必需的列：{what}', en: 'needed columns are missing: {what}' },
  CANCELLED: { 'zh-CN': '已取消', en: 'cancelled' },
  RUNNING: {
    'zh-CN': '数据文件夹正被运行中的货栈使用：{where}。请改用它的接口（/api），或先退出它。',
    en: 'a running Huozhan holds this data folder: {where}. Use its API (/api), or quit it first.',
  },
} as const

type OwnCode = keyof typeof TEXTS

/** A refusal of the command line itself. */
export class Refusal extends Error {
  readonly code: OwnCode
  readonly data: Params
  constructor(code: OwnCode, data: Params = {}) {
    super(code)
    this.code = code
    this.data = data
  }
}

export interface NamedError {
  /** 2: refused, nothing was changed by this step; 1: a fault of ours. */
  exitCode: 1 | 2
  code: string
  message: string
}

/** The name and text of whatever was thrown. The most exact code goes first: the file's reason, the rule. */
export function nameError(error: unknown, locale: Locale): NamedError {
  if (error instanceof Refusal)
    return { exitCode: 2, code: error.code, message: ownText(error.code, error.data, locale) }
  if (error instanceof AppError || error instanceof ORPCError) {
    return nameCoded(error.code as string, error.data as Record<string, unknown>, locale)
  }
  return { exitCode: 1, code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}

/** As `nameError`, for an error that an import carries in its view. */
export function nameCoded(code: string, data: Record<string, unknown>, locale: Locale): NamedError {
  const plain = Object.fromEntries(Object.entries(data).map(([k, v]) => [k, typeof v === 'number' ? v : String(v)]))
  const text = (key: string, params: Params = plain) => translateAny(locale, key as MessageKey, params)
  const named = (exact: string, message: string): NamedError => ({ exitCode: 2, code: exact, message })
  switch (code) {
    case 'INTERNAL':
      return { exitCode: 1, code, message: text('errors.INTERNAL') }
    case 'INVALID_INPUT': {
      const { issues } = data as ErrorData['INVALID_INPUT']
      const where = issues.map((i) => `${i.path}: ${i.message}`).join('; ')
      return named(code, `${text('errors.INVALID_INPUT')} (${where})`)
    }
    case 'LOCKED_ELSEWHERE':
      return named(code, ownText('RUNNING', plain, locale))
    case 'FILE_REFUSED':
      return nameFile(String(data.reason), text)
    case 'RULE':
      return named(String(data.rule), text(`errors.rule.${String(data.rule)}`))
    default:
      if (code.startsWith('FILE_') && code !== 'FILE_TOO_NEW') return nameFile(code, text)
      return named(code, code in zhCN.errors ? text(`errors.${code}`) : code)
  }
}

function nameFile(reason: string, text: (key: string, params?: Params) => string): NamedError {
  const known = `file.${reason}` in zhCN.errors
  const why = known ? text(`errors.file.${reason}`) : text('errors.file.other', { reason })
  return { exitCode: 2, code: reason, message: text('errors.FILE_REFUSED', { reason: why }) }
}

const ownText = (code: OwnCode, data: Params, locale: Locale) =>
  TEXTS[code][locale].replace(/\{(\w+)\}/g, (_whole, name: string) => String(data[name] ?? ''))
