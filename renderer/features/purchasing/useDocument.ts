import { useTypedDocument, type DocumentSource } from '../../app/typed-document.ts'
import { blankLine, isBlankLine, isFilled, type BuyLine } from './buy-line.ts'

/** A purchase document with its lines. */
export function useDocument<Stored extends { id: string; version: number }, Head extends object>(
  source: Omit<DocumentSource<Stored, Head, BuyLine>, 'lines'>,
) {
  return useTypedDocument<Stored, Head, BuyLine>({
    ...source,
    lines: { blank: blankLine, isBlank: isBlankLine, isFilled },
  })
}
