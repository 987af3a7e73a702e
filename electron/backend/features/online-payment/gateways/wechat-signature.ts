import { createDecipheriv, createSign, createVerify, randomBytes, type KeyObject } from 'node:crypto'
import { GatewayError, NOTIFICATION_MS } from './gateway.ts'

/** WeChat Pay's rules (pay.weixin.qq.com, "签名认证"): every text is lines, each ending in a line feed. */
const lines = (...parts: string[]) => parts.map((part) => `${part}\n`).join('')

/**
 * The `Authorization` of a request: RSA-SHA256 over method, path with query, seconds, nonce and body.
 * @param path what follows the host, with its query
 */
export function signRequest(
  key: KeyObject,
  account: { merchantId: string; certificateSerial: string },
  request: { method: string; path: string; body: string },
  now: Date,
): string {
  const seconds = String(Math.floor(now.getTime() / 1000))
  const nonce = randomBytes(16).toString('hex')
  const signature = createSign('RSA-SHA256')
    .update(lines(request.method, request.path, seconds, nonce, request.body))
    .sign(key, 'base64')
  const fields = {
    mchid: account.merchantId,
    nonce_str: nonce,
    signature,
    timestamp: seconds,
    serial_no: account.certificateSerial,
  }
  const text = Object.entries(fields).map(([name, value]) => `${name}="${value}"`)
  return `WECHATPAY2-SHA256-RSA2048 ${text.join(',')}`
}

/** True when WeChat Pay signed this answer or notification with the key we know: over seconds, nonce and body. */
export function isSigned(
  key: KeyObject,
  serial: string,
  header: (name: string) => string | undefined,
  body: string,
): boolean {
  const signature = header('wechatpay-signature')
  if (signature === undefined || header('wechatpay-serial') !== serial) return false
  return createVerify('RSA-SHA256')
    .update(lines(header('wechatpay-timestamp') ?? '', header('wechatpay-nonce') ?? '', body))
    .verify(key, signature, 'base64')
}

/** A notification is believed for five minutes around the time it carries. */
export function isFresh(seconds: string | undefined, now: Date): boolean {
  return Math.abs(now.getTime() - Number(seconds ?? 0) * 1000) <= NOTIFICATION_MS
}

export interface EncryptedResource {
  algorithm: string
  ciphertext: string
  associated_data?: string
  nonce: string
}

/** Opens an AEAD_AES_256_GCM resource with the APIv3 key; its last 16 bytes are the tag. @throws GatewayError `forged` */
export function openResource(apiKey: string, resource: EncryptedResource): unknown {
  try {
    if (resource.algorithm !== 'AEAD_AES_256_GCM') throw new Error(resource.algorithm)
    const sealed = Buffer.from(resource.ciphertext, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiKey, 'utf8'), Buffer.from(resource.nonce, 'utf8'))
    decipher.setAuthTag(sealed.subarray(-16))
    decipher.setAAD(Buffer.from(resource.associated_data ?? '', 'utf8'))
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8'))
  } catch {
    throw new GatewayError('forged', 'resource')
  }
}
