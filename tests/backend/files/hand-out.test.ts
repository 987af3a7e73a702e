import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { handOut } from '../../../electron/backend/files/hand-out.ts'

describe('handing out a file', () => {
  it.each([
    ['small, from memory', 1000],
    ['large, from the disk', 9 * 1024 * 1024],
  ])('%s: it is read whole after its folder is gone', async (_, size) => {
    const folder = mkdtempSync(join(tmpdir(), 'huozhan-hand-out-'))
    const path = join(folder, 'list.csv')
    const bytes = Buffer.alloc(size, '一行字')
    writeFileSync(path, bytes)
    const file = await handOut(path, '客户-20261123.csv', 'text/csv')
    rmSync(folder, { recursive: true })
    expect([file.name, file.type, file.size]).toEqual(['客户-20261123.csv', 'text/csv', size])
    const pieces: Uint8Array[] = []
    for await (const piece of file.stream()) pieces.push(piece)
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  })
})
