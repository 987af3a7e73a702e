import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { EXPORT_FORMATS } from '../../../shared/contract/system.ts'
import { newId } from '../../../shared/ids.ts'
import { Refusal } from './cli-errors.ts'
import type { Answer, CommandContext } from './cli-run.ts'

/** Makes a company with its first user. */
export async function createCompany({ visitor, values }: CommandContext): Promise<Answer> {
  const { company, user } = await visitor.home.register({
    id: newId(),
    companyName: values.name!,
    contact: values.contact ?? values.email!.split('@')[0]!,
    email: values.email!,
    mobile: values.mobile ?? '',
    password: values.password!,
  })
  const result = { id: company.id, name: company.name, email: user.email }
  return { result, text: `${company.id}  ${company.name}` }
}

/** Makes the sample company where there is none. */
export async function sampleCompany({ visitor }: CommandContext): Promise<Answer> {
  const { company } = await visitor.home.openSample()
  return { result: { id: company.id, name: company.name }, text: `${company.id}  ${company.name}` }
}

/** The companies of the home folder. */
export async function listCompanies({ visitor }: CommandContext): Promise<Answer> {
  const { companies } = await visitor.home.status()
  return { result: { companies }, text: companies.map((c) => `${c.id}  ${c.name}`).join('\n') }
}

/** Recomputes every balance; exit code 1 when one is wrong. */
export async function verify({ asOwner }: CommandContext): Promise<Answer> {
  const result = await (await asOwner()).system.verify()
  const lines = result.checks.map((c) => [`${c.ok ? '✓' : '✗'} ${c.name} (${c.count})`, ...c.faults].join('\n    '))
  return { result, text: lines.join('\n'), exitCode: result.ok ? 0 : 1 }
}

/** Writes a list as a file; its format follows from the file's name. Orders come with their lines: so they import again. */
export async function exportFile({ asOwner, positionals, locale }: CommandContext): Promise<Answer> {
  const [kind, file] = positionals as [
    'customers' | 'products' | 'orders' | 'stock' | 'suppliers' | 'lots' | 'prices',
    string,
  ]
  const format = EXPORT_FORMATS.find((known) => extname(file).toLowerCase() === `.${known}`)
  if (!format) throw new Refusal('FILE_FORMAT', { what: file })
  const { exports, pricing } = await asOwner()
  return write(file, () => {
    if (kind === 'prices') return pricing.exportList({ format, locale })
    return kind === 'orders' ? exports.orders({ format, locale, lines: true }) : exports[kind]({ format, locale })
  })
}

/** Writes a checked copy of the company's file. */
export async function backup({ asOwner, positionals }: CommandContext): Promise<Answer> {
  const { system } = await asOwner()
  return write(positionals[0]!, () => system.backup())
}

async function write(path: string, make: () => Promise<File>): Promise<Answer> {
  const start = performance.now()
  const file = resolve(path)
  const made = await make()
  try {
    await writeFile(file, made.stream())
  } catch (error) {
    throw new Refusal('FILE_WRITE_FAILED', { what: `${file} (${(error as { code?: string }).code ?? String(error)})` })
  }
  const result = { file, bytes: made.size, ms: Math.round(performance.now() - start) }
  return { result, text: `${file}  ${made.size.toLocaleString('en')} B` }
}
