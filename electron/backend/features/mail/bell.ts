import type { Company } from '../../backend.ts'

const listeners = new WeakMap<Company, Set<() => void>>()

/** Calls `listener` when the outbox of a company has changed; returns how to stop that. */
export function whenMailChanges(company: Company, listener: () => void): () => void {
  const known = listeners.get(company) ?? new Set()
  listeners.set(company, known.add(listener))
  return () => known.delete(listener)
}

/** The outbox belongs to this machine and is in no change log: screens and the job are told by name, after the commit. */
export function ringMail(company: Company): void {
  company.topics.announce({ seq: null, changes: [], owners: new Set(['mail']) })
  for (const listener of listeners.get(company) ?? []) listener()
}
