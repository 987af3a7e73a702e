import Database from 'better-sqlite3'
import { CAPTURE } from '../../db/triggers.ts'

/**
 * Gives a restored copy of a company an id of its own, so that both can live in one home folder. The file must not be
 * open anywhere: this one write stands outside the change log, which goes on belonging to the history it was copied with.
 */
export function reissueCompany(file: string, id: string): string {
  const database = new Database(file)
  database.function(CAPTURE, { varargs: true }, () => null)
  database.prepare('update company set id = ?').run(id)
  database.close()
  return id
}
