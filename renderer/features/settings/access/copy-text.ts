/**
 * Copies `text`, which stands in `field`. Pages of plain HTTP have no clipboard of their own, so the field's selection
 * is copied there as Ctrl+C would.
 * @returns whether it went
 */
export async function copyText(text: string, field: HTMLInputElement): Promise<boolean> {
  // lib.dom says it is always there; on http:// addresses other than this machine it is not
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (clipboard) {
    try {
      await clipboard.writeText(text)
      return true
    } catch {
      // refused by the browser's settings: try the other way
    }
  }
  field.select()
  return document.execCommand('copy')
}
