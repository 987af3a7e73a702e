import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'huozhan-helpers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Reads a file as the packaged application does: the reader is a utility process that main starts for the backend. */
function read(file: string, heapMegabytes: number): unknown {
  const args = ['--import', at('../support/electron-double/register.ts'), at('./helper-driver.ts')]
  const done = spawnSync(process.execPath, [...args, file, join(folder, 'stage'), String(heapMegabytes)], {
    encoding: 'utf8',
  })
  return done.stdout ? JSON.parse(done.stdout) : done.stderr
}

test('the backend reads a spreadsheet through a process that main starts', () => {
  const file = join(folder, '客户.csv')
  writeFileSync(file, '编码,名称\n001,面粉厂\n')
  expect(read(file, 256)).toEqual({ sheets: [expect.any(String)] })
})

test('a refused file comes back with its code', () => {
  const file = join(folder, '空.csv')
  writeFileSync(file, '')
  expect(read(file, 256)).toEqual({ code: 'FILE_EMPTY' })
})

test('a reader that reaches its heap limit says so', () => {
  const file = join(folder, '大.html')
  writeFileSync(file, `<table>${'<tr><td>x</td><td>1</td></tr>'.repeat(400_000)}</table>`)
  expect(read(file, 24)).toEqual({ code: 'FILE_MEMORY' })
})
