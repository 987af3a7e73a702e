import * as z from 'zod'
import { contract } from '../../../shared/contract/index.ts'
import type { MethodMeta } from '../../../shared/contract/method.ts'

interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  'x-kind'?: string
  'x-right'?: string
}

interface Document {
  paths: Record<string, { post?: Operation }>
}

const KINDS: Record<MethodMeta['kind'], string> = {
  query: 'Reads; changes nothing.',
  command: 'Writes in one transaction: everything or nothing.',
  task: 'Long work or work with files; may write in several transactions.',
}

let made: Promise<Document> | null = null

/** Every method with its kind and the right it needs, as OpenAPI 3.1. Made when first asked for. */
export const openApiDocument = (): Promise<Document> => (made ??= generate())

/** Contract paths (`imports.open`) of the methods whose input holds a file. */
export function fileTakingMethods(): string[] {
  return allMethods()
    .filter(({ input }) => input instanceof z.ZodObject && Object.values(input.shape).some(holdsFile))
    .map(({ path }) => path)
}

function holdsFile(schema: unknown): boolean {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return holdsFile(schema.unwrap())
  return schema instanceof z.ZodFile
}

async function generate(): Promise<Document> {
  // half of the program's start would go into these, and few ever ask
  const [{ OpenAPIGenerator }, { ZodToJsonSchemaConverter }] = await Promise.all([
    import('@orpc/openapi'),
    import('@orpc/zod/zod4'),
  ])
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = (await generator.generate(contract, {
    info: {
      title: 'Huozhan 货栈',
      version: '1',
      description:
        'Every call is `POST /api/FEATURE/METHOD` with a JSON body, or a multipart form where a file is sent. ' +
        'Amounts are integers in 分, unit prices in 1/10000 yuan, quantities in thousandths of the base unit. ' +
        'Errors carry `code` and `data`.',
    },
    servers: [{ url: '/api' }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token made in the settings.' },
        session: { type: 'apiKey', in: 'cookie', name: 'huozhan' },
      },
    },
  })) as Document
  for (const { path, meta } of allMethods()) {
    const operation = document.paths[`/${path.replace('.', '/')}`]?.post
    if (!operation) throw new Error(`${path} is missing from the OpenAPI document`)
    operation.tags = [path.split('.')[0]!]
    operation.summary = path
    operation.description = `${KINDS[meta.kind]} Needs: ${meta.access}.`
    operation['x-kind'] = meta.kind
    operation['x-right'] = meta.access
    operation.security = meta.access === 'public' ? [] : [{ token: [] }, { session: [] }]
  }
  return document
}

function allMethods(): { path: string; meta: MethodMeta; input: unknown }[] {
  return Object.entries(contract).flatMap(([feature, methods]) =>
    Object.entries(methods).map(([method, procedure]) => {
      const { meta, inputSchema } = procedure['~orpc'] as { meta: MethodMeta; inputSchema?: unknown }
      return { path: `${feature}.${method}`, meta, input: inputSchema }
    }),
  )
}
