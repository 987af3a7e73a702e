import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import type { MoneyView } from '../../../../shared/contract/money.ts'
import type { MoneyKind, PayMethod } from '../../../../shared/domain/settlement/money.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen } from '../../../../shared/money.ts'
import { code128Svg } from './code128.ts'
import { escapeHtml } from './delivery-note.ts'
import { fill } from './labels.ts'
import { A4_ROWS, stockStyleSheet, type Sheet } from './stock-document.css.ts'

/** Lines on half of a 241 mm form. */
const HALF_ROWS = 8

export interface MoneyPaper {
  company: { name: string; phone: string; address: string }
  sheet: Sheet
  locale: Locale
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

/** Receipts, payments and their kin as one HTML document; no script, nothing loaded, every text escaped. */
export function moneyDocuments(documents: readonly MoneyView[], paper: MoneyPaper): string {
  const rows = paper.sheet === 'a4' ? A4_ROWS : HALF_ROWS
  const pages = documents.flatMap((document) => pagesOf(document, paper, rows))
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(moneyTitle(documents, paper.locale))}</title><style>${stockStyleSheet(
    paper.sheet,
    rows,
  )}.money td { width: auto } .money .figure { width: 32mm }</style></head>
<body>${pages.join('')}</body>
</html>
`
}

/** Title of the document and name of a PDF of it. */
export function moneyTitle(documents: readonly MoneyView[], locale: Locale): string {
  const [first] = documents
  const kind = first ? TITLES[locale][first.kind] : ''
  return `${kind} ${documents.map((document) => document.number).join(' ')}`.slice(0, 120)
}

function pagesOf(document: MoneyView, paper: MoneyPaper, rows: number): string[] {
  const labels = LABELS[paper.locale]
  const lines = linesOf(document, paper.locale)
  const pages = Math.max(1, Math.ceil(lines.length / rows))
  return Array.from({ length: pages }, (_, i) => {
    const own = lines.slice(i * rows, (i + 1) * rows)
    const blank = Array.from({ length: rows - own.length }, () => ['', '', '', ''])
    return `<section class="page">
${head(document, paper)}
<table class="money"><thead><tr><th class="no">${labels.no}</th>${[labels.what, labels.detail]
      .map((text) => `<th>${text}</th>`)
      .join('')}<th class="figure">${labels.amount}</th></tr></thead><tbody>${[...own, ...blank]
      .map(
        ([no, what, detail, amount]) =>
          `<tr><td class="no">${no}</td><td>${escapeHtml(what!)}</td><td>${escapeHtml(detail!)}</td><td class="figure">${amount}</td></tr>`,
      )
      .join('')}</tbody></table>
<p class="totals">${i === pages - 1 ? totals(document, paper) : ''}</p>
<footer><p class="signatures">${[labels.maker, labels.cashier, labels.handedBy]
      .map((name, at) => `<span>${name}${labels.colon}<u>${at === 0 ? escapeHtml(document.createdBy) : ''}</u></span>`)
      .join('')}</p>
<p class="pages"><span>${labels.printedAt} ${paper.printedAt}</span><span>${fill(labels.page, { page: i + 1, pages })}</span></p></footer>
</section>`
  })
}

function head(document: MoneyView, paper: MoneyPaper): string {
  const labels = LABELS[paper.locale]
  const { company, locale } = paper
  const marks = [
    document.status === 'void' ? labels.void : '',
    document.printed > 0 ? fill(labels.reprint, { n: document.printed + 1 }) : '',
  ]
  const party = document.side === 'payable' ? labels.supplier : labels.customer
  const fields = [
    [party, document.party],
    [labels.day, document.day],
    [labels.category, document.category],
    [labels.source, document.source?.number ?? ''],
    [labels.note, document.note],
  ].filter(([, value]) => value !== '')
  return `<header><div class="company"><b>${escapeHtml(company.name)}</b><span>${escapeHtml(
    [company.phone, company.address].filter(Boolean).join('　'),
  )}</span></div>
<h1>${TITLES[locale][document.kind]}${marks
    .filter(Boolean)
    .map((mark) => `<em>${mark}</em>`)
    .join('')}</h1>
<div class="number">${code128Svg(document.number, { module: 0.25, height: 7 })}<span>${document.number}</span></div></header>
<dl>${fields.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value!)}</dd></div>`).join('')}</dl>`
}

/** The accounts, then what is settled: number, what, detail, amount. */
function linesOf(document: MoneyView, locale: Locale): string[][] {
  const labels = LABELS[locale]
  const rows: [string, string, number][] = document.lines.map((line) => [
    METHODS[locale][line.method],
    [line.account, line.reference, line.dueDay].filter(Boolean).join(' '),
    line.amount,
  ])
  if (document.discount > 0) rows.push([labels.discount, '', document.discount])
  if (document.rounding > 0) rows.push([labels.rounding, '', document.rounding])
  for (const { chargeNumber, creditNumber, dueDay, amount } of document.settled) {
    const other = document.number === chargeNumber ? creditNumber : chargeNumber
    rows.push([`${labels.settles} ${other}`, fill(labels.due, { day: dueDay }), amount])
  }
  return rows.map(([what, detail, amount], i) => [String(i + 1), what, detail, formatFen(amount)])
}

function totals(document: MoneyView, paper: MoneyPaper): string {
  const labels = LABELS[paper.locale]
  const sum = document.money === 0 ? document.amount : document.money
  const parts = [
    [labels.money, `¥${formatFen(sum)}`],
    [labels.words, paper.locale === 'en' ? amountInEnglish(sum) : amountInChinese(sum)],
  ]
  if (document.side !== null) parts.push([labels.balance, `¥${formatFen(document.balance)}`])
  return parts.map(([name, value]) => `<span>${name}${labels.colon}<b>${value}</b></span>`).join('')
}

const TITLES: Record<Locale, Record<MoneyKind, string>> = {
  'zh-CN': {
    receipt: '收款单',
    refund: '退款单',
    payment: '付款单',
    'supplier-refund': '供应商退款单',
    transfer: '转账单',
    income: '其他收入单',
    expense: '其他支出单',
    bounce: '退票单',
    match: '核销单',
    unmatch: '反核销单',
  },
  en: {
    receipt: 'Receipt',
    refund: 'Refund',
    payment: 'Payment',
    'supplier-refund': 'Refund from supplier',
    transfer: 'Transfer',
    income: 'Other income',
    expense: 'Other expense',
    bounce: 'Bounced cheque',
    match: 'Settlement',
    unmatch: 'Settlement undone',
  },
}

const METHODS: Record<Locale, Record<PayMethod, string>> = {
  'zh-CN': {
    cash: '现金',
    transfer: '转账',
    wechat: '微信',
    alipay: '支付宝',
    stripe: 'Stripe',
    cheque: '支票',
    other: '其他',
  },
  en: {
    cash: 'Cash',
    transfer: 'Transfer',
    wechat: 'WeChat Pay',
    alipay: 'Alipay',
    stripe: 'Stripe',
    cheque: 'Cheque',
    other: 'Other',
  },
}

const zh = {
  colon: '：',
  reprint: '补打 第{n}次',
  void: '已作废',
  customer: '客户',
  supplier: '供应商',
  day: '日期',
  category: '类别',
  source: '原单',
  note: '备注',
  no: '序号',
  what: '项目',
  detail: '说明',
  amount: '金额',
  discount: '优惠',
  rounding: '抹零',
  settles: '核销',
  due: '到期 {day}',
  money: '金额',
  words: '大写',
  balance: '往来余额',
  maker: '制单',
  cashier: '出纳',
  handedBy: '交款人',
  printedAt: '打印时间',
  page: '第 {page} 页 / 共 {pages} 页',
}

const LABELS: Record<Locale, typeof zh> = {
  'zh-CN': zh,
  en: {
    colon: ': ',
    reprint: 'Reprint no. {n}',
    void: 'Void',
    customer: 'Customer',
    supplier: 'Supplier',
    day: 'Date',
    category: 'For',
    source: 'Original',
    note: 'Note',
    no: '#',
    what: 'Item',
    detail: 'Detail',
    amount: 'Amount',
    discount: 'Discount',
    rounding: 'Rounding',
    settles: 'Settles',
    due: 'Due {day}',
    money: 'Amount',
    words: 'In words',
    balance: 'Balance',
    maker: 'Made by',
    cashier: 'Cashier',
    handedBy: 'Paid by',
    printedAt: 'Printed',
    page: 'Page {page} of {pages}',
  },
}
