import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Client } from '../../shared/contract/index.ts'

/** What reached the server: one e-mail as it was sent over the line. */
export interface Received {
  from: string
  to: string[]
  raw: string
}

/** How the server misbehaves: not at all, or at which step. */
export type Misbehaviour =
  'none' | 'busy' | 'refuse-sender' | 'refuse-recipient' | 'refuse-content' | 'cut' | 'cut-after'

export interface MailServer {
  port: number
  /** Counts every login, right or wrong. */
  logins: number
  received: Received[]
  behave: Misbehaviour
  password: string
  close(): Promise<void>
}

const failure = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

/** A mail server on this machine that knows one user, `post` with the password `secret`, and can misbehave. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const one: MailServer = {
    port: 0,
    logins: 0,
    received: [],
    behave: 'none',
    password: 'secret',
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    logger: false,
    closeTimeout: 50,
    onAuth: (auth, _session, done) => {
      one.logins++
      if (auth.username === 'post' && auth.password === one.password) done(null, { user: 'post' })
      else done(failure(535, 'wrong password'))
    },
    onMailFrom: (_address, _session, done) =>
      done(one.behave === 'refuse-sender' ? failure(553, 'sender not allowed') : null),
    onRcptTo: ({ address }, _session, done) => {
      if (one.behave === 'refuse-recipient' || address.startsWith('nobody')) done(failure(550, 'no such mailbox'))
      else if (one.behave === 'busy') done(failure(451, 'try again later'))
      else done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      if (one.behave === 'cut') for (const connection of server.connections) connection._socket.destroy()
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (one.behave === 'refuse-content') return done(failure(554, 'looks like advertising'))
        const { mailFrom, rcptTo } = session.envelope
        one.received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('latin1'),
        })
        // it has the e-mail, and nobody will hear of it
        if (one.behave === 'cut-after') for (const connection of server.connections) connection._socket.destroy()
        else done()
      })
    },
    ...options,
  })
  // connections that are cut are what some tests want
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.server.address()
  one.port = typeof address === 'object' && address !== null ? address.port : 0
  return one
}

/** Enters the server into the company's settings. */
export function useMailServer(
  client: Client,
  { port }: Pick<MailServer, 'port'>,
  more: Partial<Parameters<Client['mail']['saveSettings']>[0]> = {},
): ReturnType<Client['mail']['saveSettings']> {
  return client.mail.saveSettings({
    enabled: true,
    host: '127.0.0.1',
    port,
    security: 'none',
    user: 'post',
    password: 'secret',
    fromAddress: 'office@example.com',
    fromName: '',
    replyTo: '',
    locale: 'zh-CN',
    confirmOrders: false,
    version: 0,
    ...more,
  })
}

/** A header of an e-mail, unfolded and with encoded words read. */
export function headerOf(raw: string, name: string): string {
  const unfolded = raw.replace(/\r\n[ \t]+/g, ' ')
  const line = unfolded.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? ''
  return line
    .slice(name.length + 1)
    .trim()
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_all, how: string, text: string) =>
      how.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString('utf8') : fromQuoted(text.replaceAll('_', ' ')),
    )
}

/** The parts of an e-mail with their content read: the text first, then the files. */
export function partsOf(raw: string): { type: string; headers: string; content: Buffer }[] {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1]
  const pieces = boundary ? raw.split(`--${boundary}`).slice(1, -1) : [raw]
  return pieces.map((piece) => {
    const at = piece.indexOf('\r\n\r\n')
    const headers = piece.slice(0, at)
    const body = piece.slice(at + 4)
    const encoding = /transfer-encoding: *(\S+)/i.exec(headers)?.[1]?.toLowerCase()
    const content =
      encoding === 'base64'
        ? Buffer.from(body, 'base64')
        : Buffer.from(encoding === 'quoted-printable' ? fromQuoted(body.replace(/=\r\n/g, '')) : body)
    return { type: /content-type: *([^;\s]+)/i.exec(headers)?.[1] ?? '', headers, content }
  })
}

const fromQuoted = (text: string) =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
