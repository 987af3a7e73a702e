/** One address as people use them: no spaces, no lists, a domain with a dot or of the own machine. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/
const LONGEST = 254

/** True for one e-mail address. Whether somebody reads it only a letter can tell. */
export const isMailAddress = (text: string): boolean => text.length <= LONGEST && ADDRESS.test(text)

/** The addresses of a field: parted by commas, semicolons (Chinese ones too) or blanks; each once. */
export const splitAddresses = (text: string): string[] => [...new Set(text.split(/[\s,;，；、]+/).filter(Boolean))]

const OWN_NETWORK =
  /^(localhost|::1|(127|10)(\.\d+){3}|(192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d+){2}|.+\.(local|lan|internal))$/

/** A server of the own machine or network: a password sent to it without encryption stays inside. */
export const isOwnNetwork = (host: string): boolean => OWN_NETWORK.test(host.toLowerCase())
