import { findPairs, type Candidate, type CandidatePair } from '../../../../shared/domain/customers/duplicates.ts'
import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'

const jobs = { pairs }
export type DuplicateJobs = typeof jobs

interface Row {
  id: string
  name: string
  pinyin: string
  taxId: string
  phones: string | null
}

/** Pairs that look like one customer, without those a person has told apart. Customers merged already and the walk-in are left out. */
function pairs({ file }: { file: string }): Promise<CandidatePair[]> {
  return withReader(file, (reader) => {
    const rows = reader
      .prepare<[], Row>(
        `select c.id, c.name, c.pinyin, c.tax_id as taxId,
           (select group_concat(k.mobile || '|' || k.phone, '|') from customer_contact k where k.customer_id = c.id) as phones
         from customer c where c.merged_into is null and c.walk_in = 0`,
      )
      .all()
    const candidates = rows.map(({ phones, ...row }): Candidate => ({
      ...row,
      phones: phones?.split('|').filter(Boolean) ?? [],
    }))
    const apart = new Set(reader.prepare<[], string>('select one_id || other_id from customer_distinct').pluck().all())
    return findPairs(candidates).filter(({ oneId, otherId }) => !apart.has(oneId + otherId))
  })
}

serveWorker(jobs)
