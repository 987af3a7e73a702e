/** Runs that everybody tries first. */
const COMMON =
  /^(?:.*(?:password|passw0rd|qwerty|asdf|abc123|admin|huozhan|iloveyou|woaini|5201314)|\D*(?:0?123456|987654|(\d)\1{4}))/i

/**
 * How hard a password is to guess, from 1 (too short, or a common one) to 4. Length counts most, because a long sentence
 * beats a short word with a sign in it.
 */
export function passwordStrength(password: string): 1 | 2 | 3 | 4 {
  if (password.length < 8 || COMMON.test(password)) return 1
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  const different = new Set(password).size
  // the same few keys over and over add nothing, however many they are
  const points = (different < 6 ? different : Math.min(password.length, 20)) + kinds * 2
  return points < 11 ? 1 : points < 16 ? 2 : points < 20 ? 3 : 4
}
