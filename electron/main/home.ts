import { join, resolve } from 'node:path'

/**
 * The folder where companies, backups and logs live: `--home DIR`, else HUOZHAN_HOME, else `Huozhan` in the user's folder
 * for application data. The Node host's rule (backend/hosts/default-home.ts), which main may not import; a test compares
 * them.
 */
export function homeFolder(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  user: string,
  platform: NodeJS.Platform,
): string {
  const at = args.indexOf('--home')
  const named = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--home='))?.slice('--home='.length)
  const data = {
    win32: environment.APPDATA || join(user, 'AppData', 'Roaming'),
    darwin: join(user, 'Library', 'Application Support'),
    linux: environment.XDG_DATA_HOME || join(user, '.local', 'share'),
  }
  const folder = platform === 'win32' || platform === 'darwin' ? data[platform] : data.linux
  return resolve(named || environment.HUOZHAN_HOME || join(folder, 'Huozhan'))
}
