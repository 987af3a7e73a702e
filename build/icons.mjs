// Draws resources/icons/icon.svg as icon.png and icon.ico (PNG images inside, as Windows has read since Vista). Run after
// changing the drawing: node build/icons.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, say } from './bootstrap.mjs'
import { ensureBrowser } from './browser.mjs'

const folder = join(root, 'resources', 'icons')
const sizes = [16, 24, 32, 48, 64, 128, 256]
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')

const { chromium } = await import('playwright-core')
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] })
const page = await browser.newPage()
writeFileSync(join(folder, 'icon.png'), await drawn(512))
const images = []
for (const size of sizes) images.push({ size, png: await drawn(size) })
writeFileSync(join(folder, 'icon.ico'), icoOf(images))
await browser.close()
say('resources/icons/icon.png, icon.ico')

async function drawn(size) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  return page.screenshot({ omitBackground: true })
}

/** ICO: a 6-byte header, a 16-byte entry an image (0 means 256 pixels), then the images. */
function icoOf(list) {
  const header = Buffer.alloc(6 + 16 * list.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(list.length, 4)
  let offset = header.length
  list.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...list.map(({ png }) => png)])
}
