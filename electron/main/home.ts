import { join, resolve } from 'node:path'

/**
 * The folder where companies, backups and logs live: `--home DIR`, else HUOZHAN_HOME, else `Huozhan` in the user's own
 * folder. The Node host has the same rule, so both find the same companies.
 */
export function homeFolder(args: readonly string[], environment: NodeJS.ProcessEnv, userFolder: string): string {
  const at = args.indexOf('--home')
  const named = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--home='))?.slice('--home='.length)
  return resolve(named || environment.HUOZHAN_HOME || join(userFolder, 'Huozhan'))
}
