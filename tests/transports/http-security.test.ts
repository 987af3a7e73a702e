import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { mkdirSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Application } from '../../electron/backend/application.ts'
import { createHttpHost, type HttpHost, type HttpHostOptions } from '../../electron/backend/hosts/http.ts'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { CERT, KEY } from './certificate.ts'
import { apiClient, browserFetch, rpcClient } from './http-client.ts'
import { openApplication } from './ways-in.ts'

const MEGABYTE = 1024 * 1024
const owner = {
  id: newId(),
  companyName: '测试粮油',
  contact: '王掌柜',
  email: 'owner@example.com',
  password: 'correct horse battery',
}

let application: Application
let closeApplication: () => Promise<void>
let host: HttpHost
let renderer: string
/** `huozhan=TOKEN` of the signed-in owner. */
let cookie: string

const open = (options: Partial<HttpHostOptions> = {}) =>
  createHttpHost(application, { port: 0, rendererFolder: renderer, ...options })

beforeAll(async () => {
  const opened = await openApplication(() => new Date())
  application = opened.application
  closeApplication = opened.close
  renderer = join(application.folder.path, 'renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Huozhan</title>')
  writeFileSync(join(renderer, 'assets', 'index-B1x2y3z4.js'), `export const words = '${'货栈 '.repeat(2000)}'`)
  writeFileSync(join(renderer, '.secret'), 'kept words')
  writeFileSync(join(application.folder.path, 'beside.txt'), 'kept words')
  host = await open()
  const response = await post('/api/home/register', owner)
  cookie = response.headers.getSetCookie()[0]!.split(';')[0]!
})
afterAll(async () => {
  await host.close()
  await closeApplication()
})

function post(path: string, body: unknown, headers: Record<string, string> = {}, at = host): Promise<Response> {
  return fetch(at.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** A request with any path and `Host`, as fetch would not send it. */
function rawRequest(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port: host.port, host: '127.0.0.1', path, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode!, body }))
    })
    request.on('error', reject).end()
  })
}

describe('session', () => {
  test('the cookie is out of reach of scripts and other sites', async () => {
    const response = await post('/api/home/login', { email: owner.email, password: owner.password })
    expect(response.headers.getSetCookie()).toHaveLength(1)
    const [set] = response.headers.getSetCookie()
    expect(set).toMatch(/^huozhan=[0-9A-Z]{26}\.[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(JSON.stringify(await response.json())).not.toContain(set!.split(';')[0]!.split('.')[1])
  })

  test('signing out takes the cookie back, and the old one is worth nothing', async () => {
    const signedIn = await post('/api/home/login', { email: owner.email, password: owner.password })
    const old = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const out = await post('/api/home/logout', {}, { cookie: old })
    expect(out.headers.getSetCookie()[0]).toMatch(/^huozhan=; .*Expires=Thu, 01 Jan 1970/)
    expect((await post('/api/users/me', {}, { cookie: old })).status).toBe(401)
  })

  test.each([
    ['no cookie', {}],
    ['another cookie', { cookie: 'other=1' }],
    ['a made-up session', { cookie: `huozhan=${owner.id}.${'x'.repeat(43)}` }],
    ['rubbish', { cookie: 'huozhan=%00%ff;;=' }],
    ['a made-up token', { authorization: `Bearer ${owner.id}.${'x'.repeat(43)}` }],
    ['a token for a path', { authorization: 'Bearer ../../etc.passwdpasswdpasswdpasswd' }],
  ])('%s: signed out', async (_name, headers) => {
    for (const path of ['/rpc/users/me', '/api/users/me']) {
      const response = await post(path, {}, headers as Record<string, string>)
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('SIGNED_OUT')
    }
  })

  test('an API token acts as its maker until it is revoked', async () => {
    const client = apiClient(host.url, (input, init) => {
      const request = new Request(input, init)
      request.headers.set('cookie', cookie)
      return fetch(request)
    })
    const { token, secret } = await client.users.createToken({ id: newId(), name: '扫码枪' })
    const call = () => post('/api/users/me', {}, { authorization: `Bearer ${secret}` })
    expect(await (await call()).json()).toMatchObject({ user: { email: owner.email } })
    await client.users.revokeToken({ id: token.id })
    expect((await call()).status).toBe(401)
  })
})

test('over https the cookie travels over https only', async () => {
  const secure = await open({ tls: { cert: CERT, key: KEY } })
  expect(secure.url).toBe(`https://127.0.0.1:${secure.port}`)
  const headers = { 'content-type': 'application/json', origin: secure.url }
  const cookies = await new Promise<string[] | undefined>((resolve, reject) => {
    const request = httpsRequest(`${secure.url}/api/home/login`, { method: 'POST', headers, ca: CERT }, (response) => {
      response.resume()
      resolve(response.headers['set-cookie'])
    })
    request.on('error', reject).end(JSON.stringify({ email: owner.email, password: owner.password }))
  })
  expect(cookies?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Strict$/)
  await secure.close()
})

describe('other sites', () => {
  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://localhost:3000' }],
    ['the same port under another name', { origin: 'http://evil.example:PORT' }],
    ['https instead of http', { origin: 'https://127.0.0.1:PORT' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a navigation without origin', { 'sec-fetch-site': 'cross-site' }],
  ])('%s may change nothing, even with the cookie', async (_name, headers) => {
    const sent = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v!.replace('PORT', String(host.port))]))
    for (const path of ['/rpc/users/me', '/api/users/me', '/api/home/login', '/anything']) {
      const response = await post(path, {}, { ...sent, cookie })
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('"right":"origin"')
    }
  })

  test.each([{ 'sec-fetch-site': 'same-origin' }, { origin: 'ours' }, {}])('ours may: %o', async (headers) => {
    const sent = 'origin' in headers ? { origin: host.url } : (headers as Record<string, string>)
    expect((await post('/api/users/me', {}, { ...sent, cookie })).status).toBe(200)
  })

  test('a form of another site cannot pass for JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await post('/api/home/logout', '{}', { 'content-type': type, cookie })
      expect(response.status).toBe(415)
    }
  })

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'user@localhost', '169.254.169.254'])(
    'a page that came under the name "%s" sees nothing (DNS rebinding)',
    async (name) => {
      for (const [path, method] of [
        ['/', 'GET'],
        ['/api/openapi.json', 'GET'],
        ['/api/home/status', 'POST'],
      ] as const) {
        const { status, body } = await rawRequest(path, { host: name }, method)
        expect([400, 403]).toContain(status)
        expect(body).not.toContain('Huozhan')
      }
    },
  )

  test('the names of this machine are allowed', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:8080']) {
      expect((await rawRequest('/', { host: name })).status).toBe(200)
    }
  })

  test('listens on this machine only, unless told otherwise', () => {
    expect(host.url).toBe(`http://127.0.0.1:${host.port}`)
  })
})

describe('limits', () => {
  test('passwords cannot be tried in a loop, whatever way the address is written', async () => {
    const limited = await open({ attemptsPerMinute: 3 })
    const attempt = (path: string) => post(path, { email: 'nobody@example.com', password: 'x' }, {}, limited)
    expect((await attempt('/api/home/login')).status).toBe(401)
    expect((await attempt('/api/home/login/')).status).toBe(401)
    expect(
      (await post('/rpc/home/login', { json: { email: 'nobody@example.com', password: 'x' } }, {}, limited)).status,
    ).toBe(401)
    const refused = await attempt('/api/home/login')
    expect(refused.status).toBe(429)
    const { code, data } = (await refused.json()) as { code: string; data: { until: string } }
    expect(code).toBe('LOGIN_LOCKED')
    expect(Date.parse(data.until)).toBeGreaterThan(Date.now())
    expect((await post('/api/home/status', {}, {}, limited)).status).toBe(200)
    // nor are codes that confirm an address
    expect((await post('/api/home/confirmEmail', { code: 'x' }, {}, limited)).status).toBe(429)
    await limited.close()
  })

  test('only methods that take a file take more than 2 MB', async () => {
    const bytes = 'x'.repeat(3 * MEGABYTE)
    const large = await post('/api/customers/suggest', { text: bytes }, { cookie })
    expect(large.status).toBe(413)
    expect(await large.json()).toMatchObject({ code: 'FILE_REFUSED', data: { reason: 'FILE_TOO_LARGE' } })
    await expect(rpcClient(host.url).customers.suggest({ text: bytes })).rejects.toMatchObject({ code: 'FILE_REFUSED' })
    const upload = await apiCall('home/restore', new File([bytes], 'a.backup'))
    expect(await upload.json()).toMatchObject({ code: 'RULE', data: { rule: 'BACKUP_INVALID' } })
    expect((await apiCall('home/restore', new File([new Uint8Array(65 * MEGABYTE)], 'a.backup'))).status).toBe(413)
  })

  test('a body without a length is counted as it comes', async () => {
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(host.port, '127.0.0.1')
      const head = `POST /api/customers/suggest HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`
      const chunk = `100000\r\n${'x'.repeat(MEGABYTE)}\r\n`
      socket.on('data', (data) => resolve(data.toString().split('\r\n')[0]!))
      socket.on('error', reject)
      socket.write(head + chunk + chunk + chunk)
    })
    expect(status).toContain('413')
  })

  test.each([
    ['not JSON', '{', 'application/json'],
    ['a prototype', '{"__proto__":{"rights":["users.manage"]}}', 'application/json'],
    ['a form that is none', 'hello', 'multipart/form-data; boundary=x'],
    ['no such wrapping', '[1,2,3]', 'application/json'],
  ])('%s: INVALID_INPUT by name, no stack', async (_name, body, type) => {
    for (const path of ['/rpc/home/login', '/api/home/login']) {
      const response = await post(path, body, { 'content-type': type })
      expect(response.status).toBe(400)
      const text = await response.text()
      expect(text).toContain('INVALID_INPUT')
      expect(text).not.toMatch(/node_modules|\.ts:|at /)
    }
  })

  test('calls by GET are not answered: a link must never change anything', async () => {
    for (const path of ['/rpc/users/me', '/api/users/me', '/api/home/logout']) {
      expect((await fetch(host.url + path, { headers: { cookie } })).status).toBe(404)
    }
  })

  test('an unknown method is named so', async () => {
    for (const path of ['/api/users/nothing', '/api/__proto__/toString', '/rpc/constructor', '/rpc/']) {
      const response = await post(path, {}, { cookie })
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('NOT_FOUND')
    }
  })
})

describe('pages', () => {
  test('pages carry the policy and are asked for each time; hashed files are kept for good', async () => {
    const page = await fetch(host.url)
    expect(page.status).toBe(200)
    const policy = page.headers.get('content-security-policy')!
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    expect(page.headers.get('content-type')).toContain('text/html')
    const script = await fetch(`${host.url}/assets/index-B1x2y3z4.js`)
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(await script.text()).toContain('货栈')
    expect((await post('/api/home/status', {})).headers.get('cache-control')).toBe('no-store')
  })

  test.each([
    '/../beside.txt',
    '/..%2fbeside.txt',
    '/%2e%2e/beside.txt',
    '/%2e%2e%2fbeside.txt',
    '/assets/../../beside.txt',
    '/assets/..%5c..%5cbeside.txt',
    '//beside.txt',
    '/%00',
    '/.secret',
    '/assets/',
    '/index.html%00.js',
    '/companies',
  ])('nothing outside the folder: %s', async (path) => {
    const { status, body } = await rawRequest(path, { host: 'localhost' })
    expect([400, 403, 404]).toContain(status)
    expect(body).not.toContain('kept words')
  })

  test('says what to do when the screens are not built', async () => {
    const bare = await open({ rendererFolder: join(renderer, 'none') })
    const response = await fetch(bare.url)
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run build')
    await bare.close()
  })
})

test('the OpenAPI page lists every method with its kind and right', async () => {
  const document = (await (await fetch(`${host.url}/api/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, { post: { 'x-kind': string; 'x-right': string; security: unknown[] } }>
    components: { securitySchemes: object }
  }
  expect(document.openapi).toMatch(/^3\.1/)
  expect(Object.keys(document.components.securitySchemes)).toEqual(['token', 'session'])
  expect(document.paths['/orders/submit']!.post).toMatchObject({ 'x-kind': 'command', 'x-right': 'orders.edit' })
  expect(document.paths['/orders/submit']!.post.security).toHaveLength(2)
  expect(document.paths['/home/login']!.post).toMatchObject({ 'x-right': 'public', security: [] })
  expect(JSON.stringify(document.paths['/imports/open'])).toContain('multipart/form-data')
  expect(JSON.stringify(document.paths['/customers/create'])).toContain('creditLimit')
  for (const path of Object.values(document.paths)) expect(path.post['x-kind']).toMatch(/^(query|command|task)$/)
})

test('25 MB travel both as a form and over the RPC protocol', async () => {
  const bytes = new Uint8Array(25 * MEGABYTE).fill(7)
  const refusedAfterReading = { code: 'RULE', data: { rule: 'BACKUP_INVALID' } }
  await expect(rpcClient(host.url).home.restore({ file: new File([bytes], 'a.backup') })).rejects.toMatchObject(
    refusedAfterReading,
  )
  expect(await (await apiCall('home/restore', new File([bytes], 'a.backup'))).json()).toMatchObject(refusedAfterReading)
})

test('closing the host ends event streams at once, and a reader who goes is forgotten', async () => {
  const second = await open()
  const send = browserFetch(second.url)
  const link = new RPCLink({ url: `${second.url}/rpc`, fetch: (request, init) => send(request, init) })
  const client = createORPCClient<Client>(link)
  await client.home.login({ email: owner.email, password: owner.password })

  const gone = new AbortController()
  await client.live.topics(undefined, { signal: gone.signal })
  gone.abort()

  const events = await client.live.topics()
  let heard = 0
  const end = (async () => {
    for await (const event of events) heard += event.topics.length
  })()
  // nobody hears what happens before the first pull has reached the backend
  await expect
    .poll(async () => {
      await client.customers.create({ id: newId(), name: '城东粮油店' })
      return heard
    })
    .toBeGreaterThan(0)
  const start = performance.now()
  await second.close()
  expect(performance.now() - start).toBeLessThan(900)
  // the change was heard, and the end came as an end, not as a broken connection
  await end
})

function apiCall(path: string, file: File): Promise<Response> {
  const body = new FormData()
  body.append('file', file)
  return fetch(`${host.url}/api/${path}`, { method: 'POST', body })
}
