import { damaged } from './zip.ts'

const LAST_SECTOR = 0xfffffffe
const FREE_SECTOR = 0xffffffff
const STREAM = 2
/** Smaller streams lie in the small sectors of the root's stream. */
const SMALL_STREAM = 4_096
const ROOT = 5

/**
 * Names of the streams in an OLE compound file ([MS-CFB]), after checking that every chain of sectors a reader will follow
 * ends: a file whose chains loop would keep a reader busy for ever.
 * @throws SpreadsheetError FILE_DAMAGED
 */
export function readCompoundFile(file: Buffer): Set<string> {
  if (file.length < 512) throw damaged('compound file header')
  const shift = file.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) throw damaged('compound file header')
  const sectorBytes = 1 << shift
  const sectors = Math.ceil(file.length / sectorBytes)
  const table = allocationTable(file, sectorBytes, sectors)
  const used = new Set<number>()
  const directory = chain(table, file.readUInt32LE(48), used)
  const smallTable = tableIn(file, sectorBytes, chain(table, file.readUInt32LE(60), used))
  const usedSmall = new Set<number>()

  const names = new Set<string>()
  for (const sector of directory) {
    const start = (sector + 1) * sectorBytes
    for (let at = start; at + 128 <= Math.min(start + sectorBytes, file.length); at += 128) {
      const nameBytes = file.readUInt16LE(at + 64)
      const type = file[at + 66]
      if (nameBytes < 2 || nameBytes > 64) continue
      const size = file.readUInt32LE(at + 120)
      const first = file.readUInt32LE(at + 116)
      if (type === ROOT || (type === STREAM && size >= SMALL_STREAM)) chain(table, first, used)
      else if (type === STREAM && size > 0) chain(smallTable, first, usedSmall)
      if (type === STREAM) names.add(file.toString('utf16le', at, at + nameBytes - 2))
    }
  }
  return names
}

/** The next sector of each sector, put together from the sectors that hold it. */
function allocationTable(file: Buffer, sectorBytes: number, sectors: number): number[] {
  const entries = sectorBytes / 4
  const holders: number[] = []
  for (let at = 76; at < 512; at += 4) holders.push(file.readUInt32LE(at))
  const seen = new Set<number>()
  for (let sector = file.readUInt32LE(68); sector < sectors && !seen.has(sector);) {
    seen.add(sector)
    const start = (sector + 1) * sectorBytes
    if (start + sectorBytes > file.length) throw damaged('sector table')
    for (let index = 0; index < entries - 1; index++) holders.push(file.readUInt32LE(start + index * 4))
    sector = file.readUInt32LE(start + (entries - 1) * 4)
    if (seen.has(sector)) throw damaged('sector loop')
  }
  return tableIn(
    file,
    sectorBytes,
    holders.filter((holder) => holder < sectors),
  )
}

/** The table of sector numbers that the given sectors hold. */
function tableIn(file: Buffer, sectorBytes: number, holders: readonly number[]): number[] {
  const table: number[] = []
  for (const holder of holders) {
    const start = (holder + 1) * sectorBytes
    for (let at = start; at + 4 <= Math.min(start + sectorBytes, file.length); at += 4)
      table.push(file.readUInt32LE(at))
  }
  return table
}

/** The sectors of one chain; none may belong to two chains or twice to one. */
function chain(table: readonly number[], first: number, used: Set<number>): number[] {
  const found: number[] = []
  for (let sector = first; sector !== LAST_SECTOR && sector !== FREE_SECTOR;) {
    const next = table[sector]
    if (next === undefined) throw damaged('sector outside the file')
    if (used.has(sector)) throw damaged('sector loop')
    used.add(sector)
    found.push(sector)
    sector = next
  }
  return found
}
