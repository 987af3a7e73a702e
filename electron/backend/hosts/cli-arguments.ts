import { parseArgs, type ParseArgsConfig } from 'node:util'
import { isDay } from '../../../shared/day.ts'
import { LOCALES, type Locale } from '../../../shared/i18n/index.ts'
import { Refusal } from './cli-errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>

interface CommandShape {
  /** Names of what follows the command's own words. */
  positionals: readonly string[]
  options: Options
  required?: readonly string[]
  zh: string
  en: string
}

const company = { company: { type: 'string' } } as const satisfies Options

/** Every command with its arguments; help and checks follow from this table. */
export const COMMANDS = {
  'company create': {
    positionals: [],
    options: {
      name: { type: 'string' },
      email: { type: 'string' },
      password: { type: 'string' },
      contact: { type: 'string' },
      mobile: { type: 'string' },
    },
    required: ['name', 'email', 'password'],
    zh: '新建公司',
    en: 'makes a company',
  },
  'company sample': { positionals: [], options: {}, zh: '生成示例公司', en: 'makes the sample company' },
  'company list': { positionals: [], options: {}, zh: '列出公司', en: 'lists the companies' },
  import: {
    positionals: ['customers|products|orders|suppliers|prices', 'FILE'],
    options: {
      ...company,
      sheet: { type: 'string' },
      'dry-run': { type: 'boolean' },
      'no-customer': { type: 'string' },
      existing: { type: 'string' },
      from: { type: 'string' },
    },
    zh: '导入表格（--dry-run 只检查；--from 价格从哪天起）',
    en: 'imports a spreadsheet (--dry-run only checks it; --from: the day from which prices hold)',
  },
  export: {
    positionals: ['customers|products|orders|stock|suppliers|lots|prices', 'FILE'],
    options: company,
    zh: '导出为 .xlsx 或 .csv；订单连同明细',
    en: 'writes an .xlsx or .csv file; orders with their lines',
  },
  verify: { positionals: [], options: company, zh: '核对全部余额', en: 'recomputes every balance' },
  backup: { positionals: ['FILE'], options: company, zh: '备份到文件', en: 'writes a backup file' },
} as const satisfies Record<string, CommandShape>

export type CommandName = keyof typeof COMMANDS

export interface CommandLine {
  command: CommandName | 'help'
  positionals: string[]
  /** Options with a value. */
  values: Record<string, string | undefined>
  dryRun: boolean
  json: boolean
  home: string | undefined
  locale: Locale
}

const COMMON = {
  home: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
} as const satisfies Options

const CHOICES: Record<string, readonly string[]> = {
  'no-customer': ['walk-in', 'reject'],
  existing: ['update', 'skip'],
  lang: LOCALES,
}

/** Reads the arguments. @throws Refusal BAD_ARGUMENTS that names the wrong one */
export function readCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const locale = systemLocale(environment)
  const asked = args.includes('--help') || args[0] === 'help' || args.length === 0
  const command = commandOf(args)
  if (!command || asked) {
    if (asked) return { ...EMPTY, command: 'help', locale }
    throw badArguments(`${args.filter((a) => !a.startsWith('-')).join(' ')}: ${Object.keys(COMMANDS).join(', ')}`)
  }
  const shape: CommandShape = COMMANDS[command]
  const words = command.split(' ').length
  const { values, positionals } = parse(args, { ...COMMON, ...shape.options })
  const given = positionals.slice(words)
  const [kinds] = shape.positionals
  for (const [index, name] of shape.positionals.entries()) if (!given[index]) throw badArguments(name)
  if (given.length > shape.positionals.length) throw badArguments(given[shape.positionals.length]!)
  if (kinds?.includes('|') && !kinds.split('|').includes(given[0]!)) throw badArguments(`${given[0]}: ${kinds}`)
  for (const name of shape.required ?? []) if (!values[name]) throw badArguments(`--${name}`)
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = values[name]
    if (typeof value === 'string' && !choices.includes(value)) {
      throw badArguments(`--${name} ${value}: ${choices.join(' | ')}`)
    }
  }
  const { from } = values
  if (typeof from === 'string' && !isDay(from)) throw badArguments(`--from ${from}: YYYY-MM-DD`)
  return {
    command,
    positionals: given,
    values: Object.fromEntries(Object.entries(values).filter(([, v]) => typeof v === 'string')) as Record<
      string,
      string
    >,
    dryRun: values['dry-run'] === true,
    json: values.json === true,
    home: values.home as string | undefined,
    locale: (values.lang as Locale | undefined) ?? locale,
  }
}

/** How to use the command line, in both languages. */
export function helpText(): string {
  const lines = Object.entries(COMMANDS).map(([name, shape]: [string, CommandShape]) => {
    const options = Object.entries(shape.options).map(([option, { type }]) => {
      const value = CHOICES[option]?.join('|') ?? (option === 'from' ? 'DAY' : option.toUpperCase())
      const text = type === 'boolean' ? `--${option}` : `--${option} ${value}`
      return shape.required?.includes(option) ? text : `[${text}]`
    })
    return `  ${[name, ...shape.positionals, ...options].join(' ')}\n      ${shape.zh} / ${shape.en}`
  })
  return `Huozhan 货栈

npm run -s cli -- COMMAND [--home DIR] [--json] [--lang zh-CN|en]

${lines.join('\n')}

  --home DIR      数据文件夹，默认 HUOZHAN_HOME 或用户数据文件夹 / data folder; default HUOZHAN_HOME or the user's own
  --company ID    有多家公司时指明编号或名称 / id or name, where there are several companies
  --json          标准输出只有一个 JSON 对象 / one JSON object on stdout and nothing else

退出码 / exit codes: 0 完成 / done · 2 被拒绝 / refused · 1 故障 / fault
`
}

const EMPTY = { positionals: [], values: {}, dryRun: false, json: false, home: undefined }

function commandOf(args: readonly string[]): CommandName | undefined {
  return (Object.keys(COMMANDS) as CommandName[]).find((name) => name.split(' ').every((word, i) => args[i] === word))
}

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw badArguments((error as Error).message.split('. ')[0]!)
  }
}

const badArguments = (what: string) => new Refusal('BAD_ARGUMENTS', { what })

/** Chinese unless the system clearly speaks another language. */
export function systemLocale({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Locale {
  const named = LC_ALL || LC_MESSAGES || LANG || ''
  return /^(C|POSIX|zh)?([._-]|$)/i.test(named) ? 'zh-CN' : 'en'
}
