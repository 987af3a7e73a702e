import { formatFen } from '../../../../../shared/money.ts'
import type { CustomerChange, CustomerColumns, ImportedContact, NewCustomer } from '../../customers/customers.import.ts'
import { ownText, tagText, type OwnValues } from '../../customers/own-fields.ts'
import { OWN } from '../kinds.ts'
import { CREATE, REJECT, SKIP, UPDATE } from '../plan.ts'
import { soundOf, withSound } from './sound.ts'
import { chunked, textOf, type CheckedRow, type CheckEnvironment, type KindCheck } from './environment.ts'

/** Records written together: small, so that units of work of any size can be put together from them. */
const CHUNK = 25

const TEXTS = {
  shortName: 'short_name',
  mnemonic: 'mnemonic',
  grade: 'grade',
  industry: 'industry',
  channel: 'channel',
  source: 'source',
  taxId: 'tax_id',
  bank: 'bank',
  bankAccount: 'bank_account',
  fax: 'fax',
  notes: 'notes',
} as const
const NUMBERS = {
  creditLimit: 'credit_limit',
  creditDays: 'credit_days',
  taxRate: 'tax_rate',
  minLife: 'min_life',
} as const
const CONTACT = { contactName: 'name', mobile: 'mobile', phone: 'phone', email: 'email' } as const
/** Fields and their columns, listed once: they are gone through for every row. */
const FIELD_COLUMNS = Object.entries({ ...TEXTS, ...NUMBERS })
const CONTACT_COLUMNS = Object.entries(CONTACT)

type Existing = Record<string, string | number | null> & { id: string; code: string; name: string }
interface Seen {
  row: number
  mobile: string
  /** Of the first row of a name: those after it; null: none, as with most names. */
  more: Seen[] | null
}

/**
 * Customers. The code says who a row is; without one the name does, told apart by the mobile number where a name occurs
 * twice. Nothing is merged without a warning. Empty cells leave what is stored.
 */
export class CustomerCheck implements KindCheck {
  readonly #environment: CheckEnvironment
  readonly #byCode = new Map<string, Existing>()
  readonly #byName = new Map<string, Existing[]>()
  readonly #seenCodes = new Map<string, number>()
  readonly #seenNames = new Map<string, Seen>()
  readonly #seenIds = new Map<string, number>()
  readonly #created: NewCustomer[] = []
  readonly #changed: CustomerChange[] = []

  constructor(environment: CheckEnvironment) {
    this.#environment = environment
    const rows = environment.company.prepare<[], Existing>(
      `select c.*, k.name as contact_name, k.mobile as contact_mobile, k.phone as contact_phone, k.email as contact_email,
         a.address, b.balance
       from customer c
       left join customer_contact k on k.customer_id = c.id and k.no = 1
       left join customer_address a on a.customer_id = c.id and a.no = 1
       left join receivable_balance b on b.customer_id = c.id`,
    )
    for (const customer of rows.iterate()) {
      this.#byCode.set(customer.code, customer)
      const same = this.#byName.get(customer.name)
      if (same) same.push(customer)
      else this.#byName.set(customer.name, [customer])
    }
  }

  row(row: CheckedRow): void {
    const { problems, decide } = this.#environment
    const name = textOf(row.get('name'))
    const code = textOf(row.get('code'))
    const mobile = textOf(row.get('mobile'))
    const at = { sheet: row.sheet, row: row.row, column: row.columnOf('name'), field: 'name' }
    const atCode = { ...at, column: row.columnOf('code'), field: 'code' }
    const reject = () => decide(row.sheet, row.row, REJECT)
    const earlier = code === '' ? undefined : this.#seenCodes.get(code)
    if (earlier !== undefined) {
      problems.add('error', atCode, 'IMPORT_DUPLICATE_IN_FILE', { value: code, row: earlier })
      return reject()
    }
    const namesake = this.#seenNames.get(name)
    const twin = code === '' ? twinOf(namesake, mobile) : undefined
    if (twin) {
      problems.add('error', at, 'IMPORT_DUPLICATE_IN_FILE', { value: name, row: twin.row })
      return reject()
    }
    const existing = code === '' ? this.#match(name, mobile) : this.#byCode.get(code)
    if (existing === 'unclear') {
      problems.add('error', at, 'IMPORT_AMBIGUOUS_CUSTOMER', { value: name, count: this.#byName.get(name)!.length })
      return reject()
    }
    if (existing && this.#seenIds.has(existing.id)) {
      problems.add('error', at, 'IMPORT_DUPLICATE_IN_FILE', { value: name, row: this.#seenIds.get(existing.id)! })
      return reject()
    }
    if (code !== '') this.#seenCodes.set(code, row.row)
    const seen: Seen = { row: row.row, mobile, more: null }
    if (namesake) {
      problems.add('warning', at, 'IMPORT_DUPLICATE_NAME', { value: name, row: namesake.row })
      ;(namesake.more ??= []).push(seen)
    } else this.#seenNames.set(name, seen)
    if (existing) {
      this.#seenIds.set(existing.id, row.row)
      if (code === '') problems.add('warning', at, 'IMPORT_MATCHED_BY_NAME', { value: name, owner: existing.code })
      this.#update(row, existing)
      return
    }
    const other = this.#byName.get(name)?.[0]
    if (other) problems.add('warning', at, 'IMPORT_SAME_NAME_EXISTS', { value: name, owner: other.code })
    decide(row.sheet, row.row, CREATE)
    this.#created.push({
      id: this.#environment.newId(),
      code,
      fields: this.#fieldsOf(row, name),
      contact: contactOf(row),
      address: textOf(row.get('address')),
      opening: Number(row.get('openingBalance') ?? 0),
    })
  }

  finish(): void {}

  extra(): Record<string, number> {
    return { customers: this.#created.length }
  }

  *chunks(): ReturnType<KindCheck['chunks']> {
    // codes from the file first: those given by us pass them over
    const inOrder = [...this.#created.filter((c) => c.code !== ''), ...this.#created.filter((c) => c.code === '')]
    for (const newCustomers of chunked(inOrder, CHUNK)) {
      for (const customer of newCustomers) customer.fields = withSound(customer.fields, { surname: true })
      yield { rows: newCustomers.length, chunk: { newCustomers } }
    }
    for (const customerChanges of chunked(this.#changed, CHUNK)) {
      for (const change of customerChanges) {
        const { name } = change.fields
        if (name !== undefined) change.fields = { ...change.fields, ...soundOf(name, { surname: true }) }
      }
      yield { rows: customerChanges.length, chunk: { customerChanges } }
    }
  }

  #match(name: string, mobile: string): Existing | 'unclear' | undefined {
    const all = this.#byName.get(name) ?? []
    if (all.length <= 1) return all[0]
    const same = all.filter((c) => mobile !== '' && c['contact_mobile'] === mobile)
    return same.length === 1 ? same[0] : 'unclear'
  }

  #update(row: CheckedRow, existing: Existing): void {
    const { job, problems, decide } = this.#environment
    if (job.options.existing === 'skip') return decide(row.sheet, row.row, SKIP)
    const opening = Number(row.get('openingBalance') ?? 0)
    if (opening !== 0 && opening !== existing['balance']) {
      const at = { sheet: row.sheet, row: row.row, column: row.columnOf('openingBalance'), field: 'openingBalance' }
      problems.add('warning', at, 'IMPORT_OPENING_IGNORED', { value: formatFen(opening) })
    }
    const fields = this.#fieldsOf(row, textOf(row.get('name'))) as Record<string, string | number | null>
    if (fields['own'] !== undefined)
      fields['own'] = ownText({ ...(JSON.parse(String(existing['own'])) as OwnValues), ...this.#ownOf(row) })
    if (existing['walk_in'] === 1) delete fields['status']
    for (const [column, value] of Object.entries(fields)) if (existing[column] === value) delete fields[column]
    const contact = contactOf(row) as Record<string, string> | null
    for (const [key, value] of Object.entries(contact ?? {})) {
      if ((existing[`contact_${key}`] ?? '') === value) delete contact![key]
    }
    const address = textOf(row.get('address'))
    const change: CustomerChange = {
      id: existing.id,
      fields: fields as CustomerColumns,
      contact: contact && Object.keys(contact).length > 0 ? contact : null,
      address: address === (existing['address'] ?? '') ? '' : address,
    }
    const isSame = Object.keys(change.fields).length === 0 && change.contact === null && change.address === ''
    if (isSame) return decide(row.sheet, row.row, SKIP)
    decide(row.sheet, row.row, UPDATE)
    this.#changed.push(change)
  }

  /** What the row says of the company's own fields. */
  #ownOf(row: CheckedRow): OwnValues {
    const values: OwnValues = {}
    for (const { key } of this.#environment.ownFields) {
      const value = row.get(key)
      if (value !== null) values[key.slice(OWN.length)] = value as string | number
    }
    return values
  }

  #fieldsOf(row: CheckedRow, name: string): CustomerColumns & { name: string } {
    const fields: Record<string, string | number> & { name: string } = { name }
    for (const [field, column] of FIELD_COLUMNS) {
      const value = row.get(field)
      if (value !== null) fields[column] = value as string | number
    }
    const tags = textOf(row.get('tags'))
      .split(/[,，、;；|/]+/)
      .map((tag) => tag.replace(/["\\]/g, '').trim().slice(0, 30))
    if (tags.some((tag) => tag !== '')) fields['tags'] = tagText(tags.filter((tag) => tag !== '').slice(0, 20))
    const own = ownText(this.#ownOf(row))
    if (own !== '{}') fields['own'] = own
    const region = textOf(row.get('region'))
    const regionId = region === '' ? null : this.#environment.references.node('region', region)
    if (regionId !== null) fields['region_id'] = regionId
    const salesPerson = textOf(row.get('salesPerson'))
    if (salesPerson !== '') fields['sales_person_id'] = this.#environment.references.user(salesPerson)
    const status = row.get('status')
    if (status !== null) fields['status'] = String(status)
    const [settlement, days] = textOf(row.get('settlement')).split(':')
    if (settlement) fields['settlement'] = settlement === 'term' ? 'credit' : settlement
    if (days !== undefined && fields['credit_days'] === undefined) fields['credit_days'] = Number(days)
    return fields as CustomerColumns & { name: string }
  }
}

/** The earliest row a person would take for the same customer: same name, and no two mobile numbers to tell them apart. */
function twinOf(first: Seen | undefined, mobile: string): Seen | undefined {
  const isTwin = (seen: Seen) => seen.mobile === mobile || seen.mobile === '' || mobile === ''
  return first && isTwin(first) ? first : first?.more?.find(isTwin)
}

function contactOf(row: CheckedRow): ImportedContact | null {
  let contact: Record<string, string> | null = null
  for (const [field, key] of CONTACT_COLUMNS) {
    const value = row.get(field)
    if (value !== null) (contact ??= {})[key] = String(value)
  }
  return contact
}
