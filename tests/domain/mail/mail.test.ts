import { expect, it } from 'vitest'
import { isMailAddress, isOwnNetwork, splitAddresses } from '../../../shared/domain/mail/address.ts'
import { failureOf, GIVE_UP_HOURS, isStale, retryDelay } from '../../../shared/domain/mail/outbox.ts'

it('knows addresses as people type them', () => {
  expect(['a@b.cn', '王@例子.中国', 'a.b+c@mail.example.com', 'root@localhost'].every(isMailAddress)).toBe(true)
  const wrong = ['', 'a', '@b', 'a@', 'a b@c.cn', 'a@b@c', 'a@b.cn, c@d.cn', '<a@b.cn>', 'a@b.cn\r\nBcc:x@y.z']
  expect(wrong.filter(isMailAddress)).toEqual([])
  expect(splitAddresses(' a@b.cn，c@d.cn; a@b.cn\n e@f.cn ')).toEqual(['a@b.cn', 'c@d.cn', 'e@f.cn'])
  expect(['127.0.0.1', 'localhost', '192.168.1.9', '172.20.0.1', 'mail.lan'].every(isOwnNetwork)).toBe(true)
  expect(
    ['smtp.qq.com', '172.32.0.1', '11.0.0.1', 'localhost.example.com', '10.0.0.1.example.com'].some(isOwnNetwork),
  ).toBe(false)
})

it('reads failures: what may pass, what will not, and whom it concerns', () => {
  const kind = (error: object) => {
    const { problem, everybody, final } = failureOf(error)
    return `${problem}${everybody ? ' everybody' : ''}${final ? ' final' : ''}`
  }
  expect(kind({ code: 'EAUTH', responseCode: 535 })).toBe('login everybody')
  expect(kind({ code: 'ETLS' })).toBe('certificate everybody')
  expect(kind({ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED', command: 'CONN' })).toBe('certificate everybody')
  expect(kind({ code: 'EDNS' })).toBe('server everybody')
  expect(kind({ code: 'ECONNECTION', responseCode: 554, command: 'CONN' })).toBe('server everybody')
  expect(kind({ code: 'EENVELOPE', responseCode: 553, command: 'MAIL FROM' })).toBe('sender everybody')
  expect(kind({ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' })).toBe('recipient final')
  expect(kind({ code: 'EENVELOPE', responseCode: 451, command: 'RCPT TO' })).toBe('busy')
  expect(kind({ code: 'EMESSAGE', responseCode: 552, command: 'DATA' })).toBe('content final')
  expect(kind({ code: 'EENVELOPE' })).toBe('recipient final')
  expect(kind({ message: 'something else' })).toBe('server everybody')
})

it('waits longer after each try, never longer than six hours, and gives up after three days', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 100].map((attempts) => retryDelay(attempts) / 60_000)
  expect(minutes).toEqual([1, 5, 15, 60, 180, 360, 360, 360])
  const asked = '2026-11-20T00:00:00.000Z'
  const after = (hours: number) => new Date(Date.parse(asked) + hours * 3_600_000)
  expect(isStale(asked, after(GIVE_UP_HOURS))).toBe(false)
  expect(isStale(asked, after(GIVE_UP_HOURS + 1))).toBe(true)
})
