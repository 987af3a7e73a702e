import { formatFen } from '../../../../../shared/money.ts'
import type {
  ImportedSupplierContact,
  NewSupplier,
  SupplierChange,
  SupplierColumns,
} from '../../suppliers/suppliers.import.ts'
import { CREATE, REJECT, SKIP, UPDATE } from '../plan.ts'
import { chunked, textOf, type CheckedRow, type CheckEnvironment, type KindCheck } from './environment.ts'
import { soundOf, withSound } from './sound.ts'

/** Records written together. */
const CHUNK = 25
const COLUMNS = {
  shortName: 'short_name',
  mnemonic: 'mnemonic',
  category: 'category',
  taxId: 'tax_id',
  bank: 'bank',
  bankAccount: 'bank_account',
  fax: 'fax',
  notes: 'notes',
  creditDays: 'credit_days',
  taxRate: 'tax_rate',
  leadDays: 'lead_days',
} as const
const CONTACT = { contactName: 'name', mobile: 'mobile', phone: 'phone', email: 'email' } as const

type Existing = Record<string, string | number | null> & { id: string; code: string; name: string }

/**
 * Suppliers. The code says who a row is; without one the name does. Nothing is merged without a warning. Empty cells leave
 * what is stored.
 */
export class SupplierCheck implements KindCheck {
  readonly #environment: CheckEnvironment
  readonly #byCode = new Map<string, Existing>()
  readonly #byName = new Map<string, Existing[]>()
  readonly #seenCodes = new Map<string, number>()
  readonly #seenNames = new Map<string, number>()
  readonly #created: NewSupplier[] = []
  readonly #changed: SupplierChange[] = []

  constructor(environment: CheckEnvironment) {
    this.#environment = environment
    const rows = environment.company.prepare<[], Existing>(
      `select s.*, k.name as contact_name, k.mobile as contact_mobile, k.phone as contact_phone,
         k.email as contact_email, a.address, b.balance
       from supplier s
       left join supplier_contact k on k.supplier_id = s.id and k.no = 1
       left join supplier_address a on a.supplier_id = s.id and a.no = 1
       left join payable_balance b on b.supplier_id = s.id`,
    )
    for (const supplier of rows.iterate()) {
      this.#byCode.set(supplier.code, supplier)
      this.#byName.set(supplier.name, [...(this.#byName.get(supplier.name) ?? []), supplier])
    }
  }

  row(row: CheckedRow): void {
    const { problems, decide } = this.#environment
    const name = textOf(row.get('name'))
    const code = textOf(row.get('code'))
    const at = { sheet: row.sheet, row: row.row, column: row.columnOf('name'), field: 'name' }
    const reject = () => decide(row.sheet, row.row, REJECT)
    const earlier = code === '' ? this.#seenNames.get(name) : this.#seenCodes.get(code)
    if (earlier !== undefined) {
      const where = code === '' ? at : { ...at, column: row.columnOf('code'), field: 'code' }
      problems.add('error', where, 'IMPORT_DUPLICATE_IN_FILE', { value: code || name, row: earlier })
      return reject()
    }
    const namesakes = this.#byName.get(name) ?? []
    if (code === '' && namesakes.length > 1) {
      problems.add('error', at, 'IMPORT_AMBIGUOUS_CUSTOMER', { value: name, count: namesakes.length })
      return reject()
    }
    if (code !== '') this.#seenCodes.set(code, row.row)
    if (!this.#seenNames.has(name)) this.#seenNames.set(name, row.row)
    else problems.add('warning', at, 'IMPORT_DUPLICATE_NAME', { value: name, row: this.#seenNames.get(name)! })
    const existing = code === '' ? namesakes[0] : this.#byCode.get(code)
    if (existing) {
      if (code === '') problems.add('warning', at, 'IMPORT_MATCHED_BY_NAME', { value: name, owner: existing.code })
      return this.#update(row, existing)
    }
    if (namesakes[0]) problems.add('warning', at, 'IMPORT_SAME_NAME_EXISTS', { value: name, owner: namesakes[0].code })
    decide(row.sheet, row.row, CREATE)
    this.#created.push({
      id: this.#environment.newId(),
      code,
      fields: { name, ...fieldsOf(row) },
      contact: contactOf(row),
      address: textOf(row.get('address')),
      opening: Number(row.get('openingBalance') ?? 0),
    })
  }

  finish(): void {}

  extra(): Record<string, number> {
    return {}
  }

  *chunks(): ReturnType<KindCheck['chunks']> {
    // codes from the file first: those given by us pass them over
    const inOrder = [...this.#created.filter((s) => s.code !== ''), ...this.#created.filter((s) => s.code === '')]
    for (const newSuppliers of chunked(inOrder, CHUNK)) {
      for (const supplier of newSuppliers) supplier.fields = withSound(supplier.fields)
      yield { rows: newSuppliers.length, chunk: { newSuppliers } }
    }
    for (const supplierChanges of chunked(this.#changed, CHUNK)) {
      for (const change of supplierChanges) {
        const { name } = change.fields
        if (name !== undefined) change.fields = { ...change.fields, ...soundOf(name) }
      }
      yield { rows: supplierChanges.length, chunk: { supplierChanges } }
    }
  }

  #update(row: CheckedRow, existing: Existing): void {
    const { job, problems, decide } = this.#environment
    if (job.options.existing === 'skip') return decide(row.sheet, row.row, SKIP)
    const opening = Number(row.get('openingBalance') ?? 0)
    if (opening !== 0 && opening !== existing['balance']) {
      const at = { sheet: row.sheet, row: row.row, column: row.columnOf('openingBalance'), field: 'openingBalance' }
      problems.add('warning', at, 'IMPORT_OPENING_IGNORED', { value: formatFen(opening) })
    }
    const fields = { name: textOf(row.get('name')), ...fieldsOf(row) } as Record<string, string | number | null>
    for (const [column, value] of Object.entries(fields)) if (existing[column] === value) delete fields[column]
    const contact = contactOf(row) as Record<string, string> | null
    for (const [key, value] of Object.entries(contact ?? {}))
      if ((existing[`contact_${key}`] ?? '') === value) delete contact![key]
    const address = textOf(row.get('address'))
    const change: SupplierChange = {
      id: existing.id,
      fields: fields as SupplierColumns,
      contact: contact && Object.keys(contact).length > 0 ? contact : null,
      address: address === (existing['address'] ?? '') ? '' : address,
    }
    const isSame = Object.keys(change.fields).length === 0 && change.contact === null && change.address === ''
    decide(row.sheet, row.row, isSame ? SKIP : UPDATE)
    if (!isSame) this.#changed.push(change)
  }
}

function fieldsOf(row: CheckedRow): SupplierColumns {
  const fields: Record<string, string | number> = {}
  for (const [field, column] of Object.entries(COLUMNS)) {
    const value = row.get(field)
    if (value !== null) fields[column] = value as string | number
  }
  const status = row.get('status')
  if (status !== null) fields['status'] = String(status)
  const [settlement, days] = textOf(row.get('settlement')).split(':')
  if (settlement) fields['settlement'] = settlement === 'term' ? 'credit' : settlement
  if (days !== undefined && fields['credit_days'] === undefined) fields['credit_days'] = Number(days)
  return fields as SupplierColumns
}

function contactOf(row: CheckedRow): ImportedSupplierContact | null {
  const contact: Record<string, string> = {}
  for (const [field, key] of Object.entries(CONTACT)) {
    const value = row.get(field)
    if (value !== null) contact[key] = String(value)
  }
  return Object.keys(contact).length > 0 ? contact : null
}
