import type { InferSchemaInput, InferSchemaOutput, ContractProcedure, AnySchema } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import type { CommandMeta, QueryMeta, TaskMeta } from '../../../shared/contract/method.ts'
import type { CommandContext, HomeContext, QueryContext, TaskContext } from './context.ts'

type ContextOf<Meta> = Meta extends QueryMeta
  ? QueryContext
  : Meta extends CommandMeta
    ? CommandContext
    : Meta extends TaskMeta
      ? TaskContext
      : never

type ServiceOf<P, Feature> =
  P extends ContractProcedure<infer I extends AnySchema, infer O extends AnySchema, infer _E, infer M>
    ? (
        ctx: Feature extends 'home' ? HomeContext : ContextOf<M>,
        input: InferSchemaOutput<I>,
      ) => Reply<InferSchemaInput<O>>
    : never
type Reply<T> = T | Promise<T>

/** The service function every contract method needs: its context follows from the method's kind. */
export type Services = {
  [Feature in keyof Contract]: {
    [Method in keyof Contract[Feature]]: ServiceOf<Contract[Feature][Method], Feature>
  }
}
