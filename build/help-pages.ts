import MarkdownIt from 'markdown-it'
import type { Plugin } from 'vite'

const markdown = new MarkdownIt({ html: false, linkify: false })

/**
 * Turns a guide of `resources/help` into a module `{ title, html, text }` when the screens are built, so that nothing
 * is parsed in front of the reader. A link to `name.md` leads to that guide in the help centre.
 */
export function helpPages(): Plugin {
  return {
    name: 'huozhan:help-pages',
    transform: {
      filter: { id: /\/resources\/help\/[^?]+\.md$/ },
      handler(source, id) {
        const title = /^# (.+)$/m.exec(source)?.[1]
        if (title === undefined) return this.error(`${id} has no title: a first line “# …”`)
        const html = markdown.render(source).replace(/href="([\w-]+)\.md"/g, 'href="#/help/$1"')
        return { code: `export default ${JSON.stringify({ title, html, text: wordsOf(source) })}`, map: null }
      },
    },
  }
}

/** The words of a guide in their order, without marks. */
function wordsOf(source: string): string {
  return markdown
    .parse(source, {})
    .flatMap((token) => token.children ?? [])
    .map((token) => (token.type === 'softbreak' ? ' ' : token.content))
    .join(' ')
    .replace(/\s+/g, ' ')
}
