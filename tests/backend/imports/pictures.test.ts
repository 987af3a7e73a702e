import { deflateSync, strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { booksOf, openImport, reasonsOf, runImport, undoImport } from './support.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A picture of one colour whose bytes depend on it. */
function png(shade: number, side = 1): Uint8Array<ArrayBuffer> {
  const head = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
  const size = Buffer.alloc(8)
  size.writeUInt32BE(side, 0)
  size.writeUInt32BE(side, 4)
  return Buffer.concat([head, size, Buffer.from([8, 0, 0, 0, 0, shade]), deflateSync(new Uint8Array([0, shade]))])
}

const relations = (list: [id: string, type: string, target: string][]) =>
  `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`

interface Book {
  rows: string[][]
  /** Pictures that lie on the sheet, by the row (from 0) of their upper and their lower edge. */
  lying?: { top: number; bottom: number; media: string }[]
  /** Pictures of WPS by their names. */
  named?: Record<string, string>
  media: Record<string, Uint8Array<ArrayBuffer>>
}

/** A workbook as Excel writes one with pictures, and WPS one with pictures in cells. */
function workbook({ rows, lying = [], named = {}, media }: Book): File {
  const pictures = Object.keys(media)
  const toMedia = (folder: string) =>
    relations(pictures.map((name, i) => [`rId${i + 1}`, 'image', `${folder}media/${name}`]))
  const blip = (name: string) => `<a:blip r:embed="rId${pictures.indexOf(name) + 1}"/>`
  const cell = (text: string, ref: string) =>
    text.startsWith('=')
      ? `<c r="${ref}" t="str"><f>_xlfn.${text.slice(1)}</f><v>${text.replaceAll('"', '&quot;')}</v></c>`
      : `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`
  const xml: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONS}"><sheets><sheet name="商品" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([['rId1', 'worksheet', 'worksheets/sheet1.xml']]),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${SPREADSHEET}"><sheetData>${rows
      .map((r, y) => `<row r="${y + 1}">${r.map((t, x) => cell(t, `${'ABCD'[x]}${y + 1}`)).join('')}</row>`)
      .join('')}</sheetData></worksheet>`,
    'xl/worksheets/_rels/sheet1.xml.rels': relations([['rId1', 'drawing', '../drawings/drawing1.xml']]),
    'xl/drawings/drawing1.xml': `<?xml version="1.0"?><xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:r="${RELATIONS}">${lying
      .map(
        ({ top, bottom, media: name }) =>
          `<xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>${top}</xdr:row></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:row>${bottom}</xdr:row></xdr:to><xdr:pic><xdr:blipFill>${blip(name)}</xdr:blipFill></xdr:pic></xdr:twoCellAnchor>`,
      )
      .join('')}</xdr:wsDr>`,
    'xl/drawings/_rels/drawing1.xml.rels': toMedia('../'),
  }
  if (Object.keys(named).length > 0) {
    xml['xl/cellimages.xml'] = `<?xml version="1.0"?><etc:cellImages xmlns:etc="e">${Object.entries(named)
      .map(
        ([name, file]) =>
          `<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="${name}"/></xdr:nvPicPr><xdr:blipFill>${blip(file)}</xdr:blipFill></xdr:pic></etc:cellImage>`,
      )
      .join('')}</etc:cellImages>`
    xml['xl/_rels/cellimages.xml.rels'] = toMedia('')
  }
  const parts = Object.fromEntries(Object.entries(xml).map(([name, text]) => [name, strToU8(text)]))
  for (const name of pictures) parts[`xl/media/${name}`] = media[name]!
  return new File([zipSync(parts)], '商品.xlsx')
}

const HEADER = ['商品编码', '商品名称', '图片']
const pictureOf = async (code: string) => {
  const { rows } = await company.client.products.list({ filter: { status: 'active' }, limit: 100 })
  const product = rows.find((p) => p.code === code)!
  const file = await company.client.products.image({ id: product.id })
  return file && Buffer.from(await file.arrayBuffer())
}

test('pictures that lie on the sheet and pictures in cells of WPS come in with their products, and go with the undo', async () => {
  const before = booksOf(company)
  const file = workbook({
    rows: [HEADER, ['P1', '特一粉'], ['P2', '玉米面'], ['P3', '小米', '=DISPIMG("ID_77",1)'], ['P4', '红豆']],
    // the second one begins a little above its row and ends a little below it
    lying: [
      { top: 1, bottom: 1, media: 'a.png' },
      { top: 1, bottom: 3, media: 'b.png' },
    ],
    named: { ID_77: 'c.png' },
    media: { 'a.png': png(10), 'b.png': png(20), 'c.png': png(30) },
  })
  const view = await openImport(company.client, 'products', file)
  expect(view).toMatchObject({ counts: { created: 4, rejected: 0 }, extra: { products: 4, pictures: 3 }, reasons: [] })
  const { rows } = await company.client.imports.rows({ id: view.id, sheet: 0, from: 2, count: 10 })
  expect(rows.map((row) => row.picture)).toEqual([0, 1, 2, null])
  const shown = await company.client.imports.picture({ id: view.id, no: 1 })
  expect(shown.type).toBe('image/png')
  expect(Buffer.from(await shown.arrayBuffer()).equals(png(20))).toBe(true)
  await expect(company.client.imports.picture({ id: view.id, no: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  const done = await runImport(company.client, 'products', file)
  expect(await Promise.all(['P1', 'P2', 'P3', 'P4'].map(pictureOf))).toEqual([png(10), png(20), png(30), null])
  const again = await openImport(company.client, 'products', file)
  expect(again).toMatchObject({ counts: { created: 0, updated: 0, skipped: 4 }, reasons: [] })
  await undoImport(company.client, done.id)
  expect(booksOf(company)).toEqual(before)
})

test('a product without a picture gets one, one that has its own keeps it', async () => {
  const rows = [HEADER, ['P1', '特一粉'], ['P2', '玉米面']]
  await runImport(
    company.client,
    'products',
    workbook({ rows, lying: [{ top: 1, bottom: 1, media: 'a.png' }], media: { 'a.png': png(10) } }),
  )
  const lying = [
    { top: 1, bottom: 1, media: 'b.png' },
    { top: 2, bottom: 2, media: 'b.png' },
  ]
  const done = await runImport(company.client, 'products', workbook({ rows, lying, media: { 'b.png': png(20) } }))
  expect(done.counts).toMatchObject({ updated: 1, skipped: 1 })
  expect(reasonsOf(done)).toEqual(['IMPORT_PICTURE_KEPT null: 1'])
  expect([await pictureOf('P1'), await pictureOf('P2')]).toEqual([png(10), png(20)])
  await undoImport(company.client, done.id)
  expect([await pictureOf('P1'), await pictureOf('P2')]).toEqual([png(10), null])
})

test('what is no picture, too large or of too many pixels is left out and told; the product comes in', async () => {
  const media = {
    'a.png': strToU8('<svg onload="alert(1)"/>'),
    'b.png': Buffer.concat([png(1), Buffer.alloc(2_000_000)]),
    'c.png': png(1, 50_000),
  }
  const lying = Object.keys(media).map((name, i) => ({ top: i + 1, bottom: i + 1, media: name }))
  const rows = [HEADER, ['P1', '特一粉'], ['P2', '玉米面'], ['P3', '小米']]
  const view = await runImport(company.client, 'products', workbook({ rows, lying, media }))
  expect(view).toMatchObject({ counts: { created: 3, rejected: 0 }, extra: { pictures: 0 } })
  expect(reasonsOf(view)).toEqual(['IMPORT_PICTURE_UNFIT null: 3'])
  expect(await pictureOf('P1')).toBeNull()
})
