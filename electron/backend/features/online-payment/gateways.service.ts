import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { GatewayView } from '../../../../shared/contract/online-payment.ts'
import { DEFAULT_URLS, GATEWAY_FIELDS, isSafeUrl } from '../../../../shared/domain/online-payment/fields.ts'
import { GATEWAYS, type GatewayCode } from '../../../../shared/domain/online-payment/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { newId } from '../../../../shared/ids.ts'
import type { Company } from '../../backend.ts'
import type { QueryContext, TaskContext } from '../../rpc/context.ts'
import { isReady, openGateway, secretName, setupOf, type GatewaySetup } from './gateway-of.ts'
import { GatewayError } from './gateways/gateway.ts'

/** Services that can be used now. */
export async function choices(ctx: QueryContext): Promise<GatewayCode[]> {
  const setups = await Promise.all(GATEWAYS.map((gateway) => setupOf(ctx.company, gateway)))
  return setups.filter((setup) => setup !== null && setup.enabled && isReady(setup)).map((setup) => setup!.gateway)
}

/** All services for the settings page: what is entered, and which secrets are kept. */
export function gateways(ctx: QueryContext): Promise<GatewayView[]> {
  return Promise.all(GATEWAYS.map(async (gateway) => viewOf(await setupOrEmpty(ctx.company, gateway))))
}

/**
 * Keeps a service's settings; secrets that were not given stay. Switched on only when everything is there and the keys can
 * be read.
 * @throws RULE ADDRESS_NOT_SECURE, KEY_INVALID, GATEWAY_INCOMPLETE; CONFLICT
 */
export async function saveGateway(
  ctx: TaskContext,
  input: Requests['onlinePayments']['saveGateway'],
): Promise<GatewayView> {
  const kept = await setupOrEmpty(ctx.company, input.gateway)
  const fields = GATEWAY_FIELDS[input.gateway]
  const given = Object.fromEntries(Object.entries(input.secrets).filter(([, value]) => value !== ''))
  const known = fields.map((field) => field.name)
  const pick = (values: Record<string, string>, secret: boolean) =>
    Object.fromEntries(
      Object.entries(values).filter(([name]) => known.includes(name) && isSecret(input.gateway, name) === secret),
    )
  const next: GatewaySetup = {
    ...kept,
    enabled: input.enabled,
    baseUrl: input.baseUrl || DEFAULT_URLS[input.gateway],
    settings: pick(input.settings, false),
    secrets: { ...kept.secrets, ...pick(given, true) },
  }
  for (const [field, url] of Object.entries({ baseUrl: next.baseUrl, ...urlsOf(next) })) {
    if (!isSafeUrl(url)) throw ruleError('ADDRESS_NOT_SECURE', { field })
  }
  if (input.enabled && !isReady(next)) throw ruleError('GATEWAY_INCOMPLETE', { field: missing(next) })
  if (isReady(next)) await openGateway(next, () => ctx.now)
  if (input.version !== kept.version) throw new AppError('CONFLICT', { entity: 'gateway', id: input.gateway })
  // first the secrets: a service that is switched on has them
  if (Object.keys(given).length > 0) ctx.company.secrets.write(secretName(input.gateway), next.secrets)
  await ctx.unit(async ({ db }) => {
    const row = {
      code: input.gateway,
      enabled: next.enabled ? 1 : 0,
      base_url: next.baseUrl,
      settings: JSON.stringify(next.settings),
      version: kept.version + 1,
    }
    const { code: _, ...values } = row
    await db
      .insertInto('payment_gateway')
      .values(row)
      .onConflict((oc) => oc.column('code').doUpdateSet(values))
      .execute()
  })
  return viewOf(await setupOrEmpty(ctx.company, input.gateway))
}

/** Asks for a payment that cannot exist: a signed "no such payment" proves address, keys and clock. */
export async function testGateway(
  ctx: TaskContext,
  input: Requests['onlinePayments']['testGateway'],
): Promise<Outputs['onlinePayments']['testGateway']> {
  const setup = await setupOrEmpty(ctx.company, input.gateway)
  if (!isReady(setup)) throw ruleError('GATEWAY_INCOMPLETE', { field: missing(setup) })
  const outTradeNo = newId(ctx.now.getTime())
  try {
    const tradeNo = input.gateway === 'stripe' ? `cs_test_${outTradeNo}` : null
    const opened = await openGateway(setup, () => ctx.now)
    await opened.query({ outTradeNo, tradeNo, way: 'qr' })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (error.code !== 'resource_missing') return { ok: false, reason: error.message }
  }
  return { ok: true, reason: '' }
}

async function setupOrEmpty(company: Company, gateway: GatewayCode): Promise<GatewaySetup> {
  const setup = await setupOf(company, gateway)
  return setup ?? { gateway, enabled: false, baseUrl: DEFAULT_URLS[gateway], settings: {}, secrets: {}, version: 0 }
}

function viewOf(setup: GatewaySetup): GatewayView {
  const { gateway, enabled, baseUrl, settings, secrets, version } = setup
  const kept = Object.keys(secrets).filter((name) => secrets[name] !== '')
  return { gateway, enabled, ready: isReady(setup), baseUrl, settings, secrets: kept, version }
}

const isSecret = (gateway: GatewayCode, name: string) =>
  GATEWAY_FIELDS[gateway].some((field) => field.name === name && field.secret === true)

const missing = ({ gateway, settings, secrets }: GatewaySetup) =>
  GATEWAY_FIELDS[gateway].find(({ name, secret, optional }) => !optional && !(secret ? secrets : settings)[name])!.name

/** Further addresses that were entered. */
function urlsOf({ settings }: GatewaySetup): Record<string, string> {
  const urls = Object.entries(settings).filter(([name, value]) => name.endsWith('Url') && value !== '')
  return Object.fromEntries(urls)
}
