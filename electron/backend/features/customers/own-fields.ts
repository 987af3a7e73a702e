import type { Selectable } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { isDay } from '../../../../shared/day.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CustomerFieldTable } from '../../db/schema.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

export type FieldRecord = Omit<Selectable<CustomerFieldTable>, 'choices'> & { choices: string[] }
export type OwnValues = Record<string, string | number>

/** The company's own fields of customers, in the order of the form, those put away as well. */
export async function fieldRecords(ctx: Pick<QueryContext, 'db'>): Promise<FieldRecord[]> {
  const rows = await ctx.db.selectFrom('customer_field').selectAll().orderBy('no').execute()
  return rows.map((row) => ({ ...row, choices: JSON.parse(row.choices) as string[] }))
}

/** `customerFields.list` */
export async function list(ctx: QueryContext): Promise<Outputs['customerFields']['list']> {
  return (await fieldRecords(ctx)).map(({ id, name, kind, choices, active }) => ({
    id,
    name,
    kind,
    choices,
    active: active === 1,
  }))
}

/** `customerFields.save` @throws DUPLICATE name, RULE OWN_FIELD_KIND when the kind of a field would change */
export async function save(
  ctx: CommandContext,
  input: Requests['customerFields']['save'],
): Promise<Outputs['customerFields']['save']> {
  const known = new Map((await fieldRecords(ctx)).map((field) => [field.id, field]))
  const names = new Set<string>()
  for (const { id, name, kind, choices } of input.fields) {
    if (names.has(name)) throw new AppError('DUPLICATE', { entity: 'customer_field', field: 'name', value: name })
    names.add(name)
    if (known.has(id) && known.get(id)!.kind !== kind) throw ruleError('OWN_FIELD_KIND', { value: name })
    if (kind === 'choice' && choices.length === 0) throw ruleError('OWN_FIELD_CHOICES', { value: name })
  }
  const wanted = new Set(input.fields.map((field) => field.id))
  for (const field of known.values()) {
    if (!wanted.has(field.id)) await removeField(ctx, field, input.fields.length)
  }
  // names may change places: none stands in the way of another
  for (const [i, { id }] of input.fields.entries()) {
    if (known.has(id))
      await ctx.db
        .updateTable('customer_field')
        .set({ name: ` ${i}` })
        .where('id', '=', id)
        .execute()
  }
  for (const [i, { id, name, kind, choices, active }] of input.fields.entries()) {
    const values = { no: i + 1, name, choices: JSON.stringify(choices), active: active ? 1 : 0 }
    await ctx.db
      .insertInto('customer_field')
      .values({ id, kind, ...values })
      .onConflict((oc) =>
        oc.column('id').doUpdateSet((eb) => ({ ...values, version: eb('customer_field.version', '+', 1) })),
      )
      .execute()
  }
  return list(ctx)
}

/** A field nobody uses goes; one with values is put away behind the others. */
async function removeField(ctx: CommandContext, field: FieldRecord, behind: number): Promise<void> {
  const used = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('own', 'like', `%"${field.id}"%`)
    .executeTakeFirst()
  if (used)
    await ctx.db
      .updateTable('customer_field')
      .set((eb) => ({ active: 0, no: behind + field.no, version: eb('version', '+', 1) }))
      .where('id', '=', field.id)
      .execute()
  else await ctx.db.deleteFrom('customer_field').where('id', '=', field.id).execute()
}

/**
 * Values as their fields ask: choices among those there are, days real days, numbers in thousandths.
 * @throws RULE OWN_FIELD_UNKNOWN, OWN_VALUE_INVALID with the field's name
 */
export async function requireOwnValues(ctx: Pick<QueryContext, 'db'>, values: OwnValues): Promise<void> {
  if (Object.keys(values).length === 0) return
  const fields = new Map((await fieldRecords(ctx)).map((field) => [field.id, field]))
  for (const [id, value] of Object.entries(values)) {
    const field = fields.get(id)
    if (!field) throw ruleError('OWN_FIELD_UNKNOWN', { field: 'own', value: id })
    if (value !== '' && !isFitting(field, value))
      throw ruleError('OWN_VALUE_INVALID', { field: 'own', value: field.name })
  }
}

function isFitting({ kind, choices, active }: FieldRecord, value: string | number): boolean {
  if (kind === 'number') return typeof value === 'number'
  if (typeof value === 'number') return false
  if (kind === 'date') return isDay(value)
  // a value that was allowed once stays with its customer when the field is put away
  return kind === 'text' || active === 0 || choices.includes(value)
}

/** Tags as the customer keeps them: each once, in order. */
export const tagText = (tags: readonly string[]): string => JSON.stringify([...new Set(tags)].sort())

/** Own values as the customer keeps them: empty ones left out, in the order of the fields' ids. */
export function ownText(values: OwnValues): string {
  const filled = Object.entries(values).filter(([, value]) => value !== '')
  return JSON.stringify(Object.fromEntries(filled.sort(([a], [b]) => (a < b ? -1 : 1))))
}

export const tagsOf = (row: { tags: string }): string[] => JSON.parse(row.tags) as string[]
export const ownOf = (row: { own: string }): OwnValues => JSON.parse(row.own) as OwnValues
