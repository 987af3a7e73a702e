import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../../electron/backend/db/open.ts'
import { Ledger } from './acknowledged.ts'
import { busyRun } from './busy-run.ts'
import { verifyFile, type Proof } from './proof.ts'
import { host, servedCompany } from './server.ts'
import { makeCustomer, makeProduct } from '../support/make.ts'

/**
 * kill −9 of a served company again and again at random moments while several people submit orders, ship, take money,
 * keep drafts and import customers. After every start: everything that was acknowledged is there, nothing is half done,
 * every book adds up, the change log is whole, and an import that was cut off goes on where it was.
 */
export const killProof: Proof = async ({ reduced }) => {
  const kills = reduced ? 15 : 200
  const company = await servedCompany()
  try {
    const first = await host(company)
    const owner = first.as('owner')
    const customers = await Promise.all(Array.from({ length: 30 }, () => makeCustomer(owner, { creditDays: 30 })))
    const products = await Promise.all(Array.from({ length: 40 }, () => makeProduct(owner, { stock: 1_000_000 })))
    first.program.kill('SIGKILL')
    await first.program.ended

    const ledger = new Ledger()
    let [resumed, unanswered] = [0, 0]
    for (let round = 1; round <= kills; round++) {
      const running = await host(company)
      verifyFile(company.file)
      check(company.file, ledger)
      resumed += await ledger.finishImports(running.as('order-desk'))
      const run = busyRun(running, { customers, products, ledger, round })
      // from the first moments of a run to well inside it, the import's reading, checking and writing included
      await sleep(Math.random() * 2500)
      run.stop()
      running.program.kill('SIGKILL')
      await running.program.ended
      unanswered += await run.ended
    }
    const last = await host(company)
    verifyFile(company.file)
    check(company.file, ledger)
    await ledger.finishImports(last.as('order-desk'))
    last.program.kill()
    await last.program.ended
    verifyFile(company.file)
    check(company.file, ledger)
    const { orders, notes, receipts, drafts, imports } = ledger.counts()
    return (
      `${kills} kills: ${orders} submits, ${notes} notes, ${receipts} receipts, ${drafts} drafts and ${imports} imports ` +
      `acknowledged and there, ${unanswered} calls cut off, ${resumed} imports gone on with; verify clean after each`
    )
  } finally {
    company.remove()
  }
}

function check(file: string, ledger: Ledger): void {
  const reader = openReader(file)
  try {
    ledger.check(reader)
  } finally {
    reader.close()
  }
}
