import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Proof } from './proof.ts'

const BENCH = fileURLToPath(new URL('../../bench/run.ts', import.meta.url))

/** A million orders of five lines: submitting and the order list hold their goals there, and the books add up. */
export const millionProof: Proof = async ({ reduced }) => {
  const size = reduced
    ? ['--quick', '--orders', '100000', '--only', 'lists,verify']
    : ['--orders', '1000000', '--only', 'submit,lists,verify']
  const bench = spawn(process.execPath, [BENCH, ...size], { stdio: ['ignore', 'pipe', 'inherit'] })
  let table = ''
  bench.stdout.on('data', (data: Buffer) => (table += data.toString()))
  const code = await new Promise<number | null>((done, failed) => bench.on('error', failed).on('close', done))
  process.stdout.write(table)
  if (code !== 0) throw new Error(`the benchmark ended with ${code}`)
  return reduced ? 'lists of 100,000 orders, verify clean' : 'submit and lists on 1,000,000 orders, verify clean'
}
