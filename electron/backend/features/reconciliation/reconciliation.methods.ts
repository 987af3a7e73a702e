import * as periods from '../periods/periods.service.ts'
import * as adjustments from './adjustments.queries.ts'
import { adjust, voidAdjustment } from './adjustments.service.ts'
import * as answers from './answers.service.ts'
import { differences } from './differences.queries.ts'
import { mail } from './statement-mail.tasks.ts'
import { print } from './printing.service.ts'
import { progress } from './progress.ts'
import * as queries from './statements.queries.ts'
import { create, lock, send, unlock, voidStatement } from './statements.service.ts'
import * as tasks from './statements.tasks.ts'

/** The functions behind the contract's `reconciliation`. */
export const reconciliation = {
  ...queries,
  differences,
  create,
  send,
  lock,
  unlock,
  void: voidStatement,
  ...answers,
  ...periods,
  ...adjustments,
  adjust,
  voidAdjustment,
  print,
  progress,
  createMonth: tasks.createMonth,
  sendMonth: tasks.sendMonth,
  save: tasks.save,
  readAnswer: tasks.readAnswer,
  prepare: tasks.prepare,
  mail,
}
