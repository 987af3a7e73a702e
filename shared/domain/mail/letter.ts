/** A letter to many customers: words in braces stand for what differs. Both languages are understood, whoever reads the screen. */
export const PLACEHOLDERS = {
  name: { 'zh-CN': '客户名称', en: 'customer' },
  contact: { 'zh-CN': '联系人', en: 'contact' },
  balance: { 'zh-CN': '应收余额', en: 'balance' },
  overdue: { 'zh-CN': '逾期金额', en: 'overdue' },
  dueDay: { 'zh-CN': '最早到期日', en: 'first due day' },
  salesPerson: { 'zh-CN': '业务员', en: 'sales person' },
  company: { 'zh-CN': '公司名称', en: 'company' },
  today: { 'zh-CN': '今天', en: 'today' },
} as const
export type Placeholder = keyof typeof PLACEHOLDERS

/** What stands for each placeholder in one customer's letter. */
export type LetterValues = Record<Placeholder, string>

/** Customers one mailing goes to at most: mailboxes commonly let out some hundreds a day. */
export const MOST_RECIPIENTS = 2000

/** Why a customer gets no copy of a letter to many. */
export const SKIP_REASONS = ['no-address', 'opted-out'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

const BRACES = /[{｛]([^{}｛｝\n]*)[}｝]/g

/** The letter as one customer gets it; what no placeholder is called stays as it was typed. */
export const fillLetter = (text: string, values: LetterValues): string =>
  text.replace(BRACES, (typed, word: string) => {
    const key = placeholderOf(word)
    return key ? values[key] : typed
  })

/** The first word in braces that is no placeholder, with its braces; null: all are known. */
export function unknownPlaceholder(text: string): string | null {
  for (const [typed, word] of text.matchAll(BRACES)) if (!placeholderOf(word!)) return typed
  return null
}

const BY_WORD = new Map(
  (Object.keys(PLACEHOLDERS) as Placeholder[]).flatMap((key) =>
    Object.values(PLACEHOLDERS[key]).map((word) => [word, key] as const),
  ),
)

const placeholderOf = (word: string): Placeholder | undefined => BY_WORD.get(word.trim().toLowerCase() as never)
