import { ORPCError } from '@orpc/client'

/** The code and data of the error a call is refused with; fails when it is not refused or not by a named error. */
export async function codeOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, ...(error.data as Record<string, unknown>) }
    throw error
  }
  throw new Error('the call was not refused')
}
