import { checkProlog, Unusual } from './xml-cursor.ts'
import { attribute } from './xml-text.ts'
import { damaged, unpack, type ZipEntry } from './zip.ts'

/** The parts that describe a workbook are small; larger ones are left to the library. */
const LARGEST_SMALL_PART = 16 * 1024 * 1024

export type RelatedPart = { id: string; type: string; target: string }

/** The parts of one package, found by path. */
export class Parts {
  private readonly file: Buffer
  private readonly entries: ReadonlyMap<string, ZipEntry>

  constructor(file: Buffer, entries: ReadonlyMap<string, ZipEntry>) {
    this.file = file
    this.entries = entries
  }

  entry(path: string): ZipEntry {
    const entry = this.entries.get(path)
    if (!entry) throw damaged(path)
    return entry
  }

  bytes(path: string): Buffer {
    return unpack(this.file, this.entry(path))
  }

  /** A small part as text; it must be plain UTF-8 XML with this root element. */
  xml(path: string, root: string): string {
    const entry = this.entry(path)
    if (entry.unpackedBytes > LARGEST_SMALL_PART) throw new Unusual('large part')
    const text = unpack(this.file, entry)
      .toString('utf8')
      .replace(/^\ufeff/, '')
    const start = text.indexOf('<' + root)
    if (start < 0) throw new Unusual('root element')
    checkProlog(text.slice(0, start + root.length + 2), root)
    if (text.includes('<!')) throw new Unusual('declaration or comment')
    return text
  }

  /** Whether a part refers to others at all. */
  refers(path: string): boolean {
    return this.entries.has(relationshipsOf(path))
  }

  /** The parts a part refers to (ECMA-376 part 2, 9.3), those of one type or all. */
  related(path: string, type?: string): RelatedPart[] {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const relationships = relationshipsOf(path)
    if (!this.entries.has(relationships)) throw new Unusual('no relationships')
    const found: RelatedPart[] = []
    for (const tag of this.xml(relationships, 'Relationships').match(/<Relationship\s[^>]*>/g) ?? []) {
      const target = attribute(tag, 'Target') ?? ''
      if (attribute(tag, 'TargetMode') === 'External') continue
      const kind = attribute(tag, 'Type')?.split('/').pop() ?? ''
      if (type === undefined || type === kind) {
        found.push({ id: attribute(tag, 'Id') ?? '', type: kind, target: resolve(folder, target) })
      }
    }
    return found
  }
}

function relationshipsOf(path: string): string {
  const slash = path.lastIndexOf('/') + 1
  return `${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`
}

function resolve(folder: string, target: string): string {
  const slashed = target.replaceAll('\\', '/')
  const steps = slashed.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '')
  for (const step of slashed.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}
