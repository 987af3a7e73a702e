import { spawn } from 'node:child_process'
import type { Logger } from '../log.ts'

/** Opens an address in the user's browser. Where there is none, the printed address serves. */
export function openBrowser(url: string, log: Logger): void {
  const [command, args] =
    process.platform === 'win32'
      ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
      : process.platform === 'darwin'
        ? ['open', [url]]
        : ['xdg-open', [url]]
  const opener = spawn(command, args, { stdio: 'ignore', detached: true })
  opener.on('error', (error) => log.info('browser not opened', { error: error.message }))
  opener.unref()
}
