import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { ruleError } from '../../../../../shared/errors.ts'

/**
 * Reads a private RSA key as services hand it out: PEM, or its base64 alone (PKCS#8 or PKCS#1).
 * @throws RULE KEY_INVALID naming the field
 */
export function readPrivateKey(text: string, field: string): KeyObject {
  return firstOf(field, [
    () => createPrivateKey(text.trim()),
    () => createPrivateKey({ key: bytesOf(text), format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key: bytesOf(text), format: 'der', type: 'pkcs1' }),
  ])
}

/**
 * Reads a public RSA key or the certificate that carries one: PEM, or the key's base64 alone.
 * @throws RULE KEY_INVALID naming the field
 */
export function readPublicKey(text: string, field: string): KeyObject {
  return firstOf(field, [
    () => createPublicKey(text.trim()),
    () => createPublicKey({ key: bytesOf(text), format: 'der', type: 'spki' }),
  ])
}

const bytesOf = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'base64')

function firstOf(field: string, readers: (() => KeyObject)[]): KeyObject {
  for (const read of readers) {
    try {
      const key = read()
      if (key.asymmetricKeyType === 'rsa') return key
    } catch {
      // not written this way: the next one
    }
  }
  throw ruleError('KEY_INVALID', { field })
}
