import { desktop } from './transport.ts'

/**
 * Hands a file to the user: the desktop window asks where to save it, a browser puts it with its downloads.
 * @param name file name with its ending; the file's own when left out
 * @returns false when the user cancelled
 */
export async function saveToUser(file: File | Blob, name?: string): Promise<boolean> {
  const fileName = name ?? (file instanceof File ? file.name : 'huozhan')
  if (desktop) return (await desktop.saveFile(fileName, new Uint8Array(await file.arrayBuffer()))) !== null
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // the download has begun with the click; the address may go once the browser has opened it
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return true
}
