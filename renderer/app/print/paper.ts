/**
 * Puts a printable document into an empty frame. The page's content security policy holds in the frame too and refuses
 * `<style>`, so the document's style sheet is adopted as an object. The frame runs no scripts.
 */
export function fillFrame(frame: HTMLIFrameElement, html: string): void {
  const inside = frame.contentDocument
  if (inside?.compatMode === 'BackCompat') {
    // an empty frame is in quirks mode, where tables do not take the font of what they stand in
    inside.open()
    inside.write('<!doctype html>')
    inside.close()
  }
  const view = frame.contentWindow as (Window & typeof globalThis) | null
  if (!inside || !view) return
  const styles: string[] = []
  // taken out of the text, because parsing them already would be refused
  const bare = html.replace(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_whole, css: string) => (styles.push(css), ''))
  const parsed = new DOMParser().parseFromString(bare, 'text/html')
  inside.documentElement.lang = parsed.documentElement.lang
  inside.title = parsed.title
  inside.adoptedStyleSheets = [...styles, PREVIEW_STYLE].map((css) => {
    const sheet = new view.CSSStyleSheet()
    sheet.replaceSync(css)
    return sheet
  })
  inside.body.className = parsed.body.className
  inside.body.replaceChildren(...parsed.body.childNodes)
}

/** On the screen the sheets lie on a desk; on paper there is nothing around them. */
const PREVIEW_STYLE = `@media screen {
  html { background: #8a929c; }
  body { width: max-content; margin: 0 auto; padding: 16px; }
  body > * { margin-bottom: 16px; background: #fff; box-shadow: 0 2px 12px rgb(0 0 0 / 30%); }
}`
