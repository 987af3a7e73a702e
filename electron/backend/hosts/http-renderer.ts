import fastifyCompress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { constants } from 'node:zlib'

/** Scripts from the bundle alone; styles in attributes are what chart tooltips and poppers need. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * Serves the built screens, compressed for the network. Files under `assets/` carry a hash of their content in their
 * name and are kept by browsers for good; the others are asked for again each time.
 */
export async function serveRenderer(server: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    server.get('/', (_request, reply) =>
      reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('界面尚未构建，请运行 npm run build / The screens are not built: npm run build\n'),
    )
    return
  }
  const hashed = join(folder, 'assets') + sep
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', POLICY)
    })
    await scope.register(fastifyCompress, {
      encodings: ['br', 'gzip'],
      threshold: 1024,
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
    })
    await scope.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      dotfiles: 'ignore',
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  })
}
