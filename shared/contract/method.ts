import { oc } from '@orpc/contract'
import * as z from 'zod'
import type { Access } from '../access.ts'

/**
 * Three kinds of method (docs/architecture.md, "The door"):
 * - query: read-only connection, cannot write;
 * - command: one unit of work, one transaction, one change-log entry;
 * - task: long or with files; opens its own units of work one after the other through its context.
 */
export interface QueryMeta {
  kind: 'query'
  access: Access
}
export interface CommandMeta {
  kind: 'command'
  access: Access
}
export interface TaskMeta {
  kind: 'task'
  access: Access
}
export type MethodMeta = QueryMeta | CommandMeta | TaskMeta

const base = oc.$input(z.object({}).optional())

/** A read. */
export const query = (access: Access) => base.$meta<QueryMeta>({ kind: 'query', access })
/** A write: one transaction. */
export const command = (access: Access) => base.$meta<CommandMeta>({ kind: 'command', access })
/** A long or file-handling piece of work. */
export const task = (access: Access) => base.$meta<TaskMeta>({ kind: 'task', access })
