import { type Protocol, protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { contentSecurityPolicy, isOurPage, paperSecurityPolicy } from './security.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** HTML waiting to be printed, by its id. It is served under our own scheme, where no address length limits it. */
export const papers = new Map<string, string>()

/** Must run before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/**
 * Serves `folder` as `app://bundle/` and what is to be printed as `app://bundle/paper/ID`.
 * Anything outside the folder, however written, is "not found".
 */
export function serveRenderer(target: Protocol, folder: string): void {
  target.handle('app', async (request) => {
    const path = request.method === 'GET' && isOurPage(request.url) ? safePath(request.url) : null
    if (path === null) return new Response(null, { status: 404 })
    const paper = path.startsWith('paper/') ? papers.get(path.slice('paper/'.length)) : undefined
    if (paper !== undefined) return answer(paper, '.html', paperSecurityPolicy)
    try {
      return answer(new Uint8Array(await readFile(join(folder, path))), extname(path), contentSecurityPolicy)
    } catch {
      return new Response(null, { status: 404 })
    }
  })
}

/** The path below the folder, or null when the address could mean anything else. */
export function safePath(url: string): string | null {
  if (/%(2f|5c|00|2e)|\\|\/\.\.?(\/|$)/i.test(url)) return null
  const path = decodeURIComponent(new URL(url).pathname).slice(1)
  if (path.split('/').includes('..') || path.includes(sep === '\\' ? ':' : '\0')) return null
  return path === '' ? 'index.html' : path
}

function answer(body: string | Uint8Array<ArrayBuffer>, extension: string, policy: string): Response {
  return new Response(body, {
    headers: {
      'content-type': types[extension] ?? 'application/octet-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
  })
}
