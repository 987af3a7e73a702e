import { contextBridge, ipcRenderer } from 'electron'

type Message = string | Uint8Array

/**
 * The port stays in here: the page gets two functions for it (post, onMessage) and the desktop's own. Everything that the
 * backend says, answers and live events alike, comes through `onMessage`: the RPC protocol carries both.
 */
let port: MessagePort | null = null
const listeners: ((message: Message | null) => void)[] = []
const waiting: Message[] = []

ipcRenderer.on('port', (event) => {
  port?.close()
  const next = event.ports[0]
  const hadPort = port !== null
  port = next ?? null
  if (hadPort) tell(null)
  if (!port) return
  port.onmessage = ({ data }: MessageEvent<Message>) => tell(data)
  for (const message of waiting.splice(0)) port.postMessage(message)
})
ipcRenderer.send('port')

contextBridge.exposeInMainWorld('huozhan', {
  post: (message: Message) => {
    if (port) port.postMessage(message)
    else waiting.push(message)
  },
  onMessage: (listener: (message: Message | null) => void) => {
    listeners.push(listener)
  },
  desktop: {
    printers: () => ipcRenderer.invoke('desktop', 'printers', []),
    print: (html: string, title: string, printer: string | null = null, copies = 1) =>
      ipcRenderer.invoke('desktop', 'print', [html, title, printer, copies]),
    savePdf: (html: string, title: string) => ipcRenderer.invoke('desktop', 'savePdf', [html, title]),
    saveFile: (name: string, bytes: Uint8Array) => ipcRenderer.invoke('desktop', 'saveFile', [name, bytes]),
    revealFile: (path: string) => void ipcRenderer.invoke('desktop', 'revealFile', [path]),
  },
})

function tell(message: Message | null): void {
  for (const listener of listeners) listener(message)
}

// The menu speaks the language of the screens, which is the document's.
const tellLanguage = () => ipcRenderer.send('language', document.documentElement.lang)
document.addEventListener('DOMContentLoaded', () => {
  tellLanguage()
  new MutationObserver(tellLanguage).observe(document.documentElement, { attributeFilter: ['lang'] })
})
