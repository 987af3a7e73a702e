import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The folder where companies, backups and logs live: the one named (`--home`), else HUOZHAN_HOME, else `Huozhan` in the
 * user's folder for application data.
 */
export function homePath(named: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(named || environment.HUOZHAN_HOME || join(dataFolder(environment), 'Huozhan'))
}

function dataFolder(environment: NodeJS.ProcessEnv): string {
  const user = homedir()
  switch (process.platform) {
    case 'win32':
      return environment.APPDATA || join(user, 'AppData', 'Roaming')
    case 'darwin':
      return join(user, 'Library', 'Application Support')
    default:
      return environment.XDG_DATA_HOME || join(user, '.local', 'share')
  }
}
