/** Days within which a code that asks for an e-mail address is taken. */
export const CONFIRMATION_DAYS = 7

/** Signs of a code: 60 bits. */
export const CODE_LENGTH = 12

/** A code as it is read and typed: three groups of four. */
export const shownCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-')

/** What somebody typed or a link brought, as codes are kept: no blanks or dashes, and the letters that look like digits as digits. */
export const plainCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
