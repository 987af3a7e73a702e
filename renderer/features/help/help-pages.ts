import type { Locale } from '../../app/i18n.ts'

/** A guide of the help centre as `build/help-pages.ts` makes it from markdown. */
export interface HelpPage {
  title: string
  /** Made from our own markdown when the screens are built; raw HTML in it is not passed on. */
  html: string
  /** The words without any mark-up, for the search. */
  text: string
}

/** Guides in the order of the contents. Routes name them in `help`. */
export const HELP_PAGES = [
  'first-run',
  'order-desk',
  'order-plans',
  'review',
  'shipping',
  'printing',
  'allocation',
  'picking',
  'delivery',
  'returns',
  'settlement',
  'reconciliation',
  'money',
  'import',
  'customers',
  'customer-value',
  'customer-duplicates',
  'contacts',
  'leads',
  'products',
  'pricing',
  'stock-documents',
  'lots',
  'suppliers',
  'purchasing',
  'payables',
  'online-payments',
  'mail',
  'replenishment',
  'sales-report',
  'stock-analysis',
  'demand',
  'counts',
  'scanning',
  'bins',
  'labels',
  'trends',
  'settings',
  'backup',
  'faq',
] as const
export type HelpPageId = (typeof HELP_PAGES)[number]

/** Names that routes use for a screen whose guide is part of another. */
const ELSEWHERE: Readonly<Record<string, HelpPageId>> = {
  order: 'order-desk',
  orders: 'order-desk',
  'order-review': 'review',
  imports: 'import',
  inventory: 'products',
  stock: 'products',
}

const files = import.meta.glob<{ default: HelpPage }>('../../../resources/help/*/*.md')

/** The guide meant by a route's `help`; the first one for a name nobody knows. */
export function helpPageOf(name: string | undefined): HelpPageId {
  if (name === undefined) return HELP_PAGES[0]
  return HELP_PAGES.find((id) => id === name) ?? ELSEWHERE[name] ?? HELP_PAGES[0]
}

/** All guides in one language, in the order of the contents. */
export async function loadHelp(locale: Locale): Promise<(HelpPage & { id: HelpPageId })[]> {
  return Promise.all(
    HELP_PAGES.map(async (id) => {
      const load = files[`../../../resources/help/${locale}/${id}.md`]
      if (!load) throw new Error(`The guide ${locale}/${id} is missing`)
      return { id, ...(await load()).default }
    }),
  )
}

/** Guides that hold every word typed, those with it in their title first, with the place where it stands. */
export function searchHelp<Page extends HelpPage>(
  pages: readonly Page[],
  typed: string,
): { page: Page; place: string }[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return pages
    .filter((page) => words.every((word) => `${page.title} ${page.text}`.toLowerCase().includes(word)))
    .sort((a, b) => titleHits(b, words) - titleHits(a, words))
    .map((page) => ({ page, place: placeOf(page.text, words[0]!) }))
}

const titleHits = (page: HelpPage, words: readonly string[]): number =>
  words.filter((word) => page.title.toLowerCase().includes(word)).length

function placeOf(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word)
  if (at < 0) return text.slice(0, 60)
  const from = Math.max(0, at - 20)
  return `${from > 0 ? '…' : ''}${text.slice(from, at + 50)}…`
}
