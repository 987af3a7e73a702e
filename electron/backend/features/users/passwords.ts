import { hash, verify } from '@node-rs/argon2'

/** argon2id, 19 MiB, 2 passes, 1 lane: about 30 ms. Stored as PHC strings, so that the cost can rise later. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes a password or PIN. Never call inside a unit of work: it would hold the writer for its whole cost. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST)

/** True when the password fits the stored hash. Takes as long for an unknown user (`null`) as for a known one. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await dummyHash()), password)
  return stored !== null && fits
}

let dummy: Promise<string> | null = null
const dummyHash = () => (dummy ??= hashPassword('no such user'))
