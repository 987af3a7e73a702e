import { createHash } from 'node:crypto'

/**
 * One client's way in: a window's port, one HTTP request's cookie, a program's token, or a test. Holds who is signed in;
 * never anything the client said about itself.
 */
export class Connection {
  readonly desktop: boolean
  /** The caller sits at this very machine: only there may companies be founded or brought back. */
  readonly local: boolean
  /** `companyId.secret` of the session or API token, or null. */
  token: string | null
  /** Set when the token changed during a call, so that the HTTP host writes the cookie. */
  tokenChanged = false
  /** Acts as this company's owner without a password: the command line on the owner's own machine, and tests. */
  readonly operator: { companyId: string; userId: string } | null

  constructor(
    options: {
      desktop?: boolean
      local?: boolean
      token?: string | null
      operator?: { companyId: string; userId: string }
    } = {},
  ) {
    this.desktop = options.desktop ?? false
    this.local = options.local ?? true
    this.token = options.token ?? null
    this.operator = options.operator ?? null
  }

  signIn(token: string | null): void {
    this.token = token
    this.tokenChanged = true
  }
}

/** Splits `companyId.secret`; null when it is not such a token. */
export function parseToken(token: string | null): { companyId: string; hash: string } | null {
  const match = token === null ? null : /^([0-9A-Z]{26})\.([\w-]{20,100})$/.exec(token)
  return match ? { companyId: match[1]!, hash: hashSecret(match[2]!) } : null
}

/** Only hashes of secrets are stored. They are random and long, so a plain SHA-256 is enough. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url')
