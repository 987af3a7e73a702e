import { existsSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Plugin } from 'vite'

const reference = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g

/**
 * Keeps `new URL('<relative path>', import.meta.url)` true after bundling.
 *
 * A TypeScript file so named becomes an entry of its own (that is how child processes and workers are added); any other
 * file or folder keeps its place in the project, seen from the folder of the bundle, which is two levels deep
 * (`out/main`), and is shipped as it is.
 *
 * @param root the project's folder
 */
export function urlEntries(root: string): Plugin {
  return {
    name: 'huozhan:url-entries',
    transform: {
      filter: { id: /\.ts$/, code: 'import.meta.url' },
      handler(code, id) {
        const replaced = code.replace(reference, (whole, _quote: string, path: string, at: number) => {
          if (isComment(code, at)) return whole
          const target = resolve(dirname(id), path)
          if (target.endsWith('.ts')) {
            if (!existsSync(target)) return this.error(`${id} names ${path}, which does not exist`)
            const fileName = relative(resolve(root, 'electron'), target).split(sep).join('.').replace(/\.ts$/, '.js')
            this.emitFile({ type: 'chunk', id: target, fileName })
            return `new URL('./${fileName}', import.meta.url)`
          }
          const inProject = relative(root, target).split(sep).join('/') + (path.endsWith('/') ? '/' : '')
          return inProject.startsWith('..') ? whole : `new URL('../../${inProject}', import.meta.url)`
        })
        return replaced === code ? null : { code: replaced, map: null }
      },
    },
  }
}

function isComment(code: string, at: number): boolean {
  return /^\s*(\*|\/\/|\/\*)/.test(code.slice(code.lastIndexOf('\n', at) + 1, at + 1))
}
