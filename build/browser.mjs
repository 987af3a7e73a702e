// The browser tests use the system's Chromium: found, or installed where that is one command, or asked for.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say } from './bootstrap.mjs'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge']
const places = {
  win32: [
    [process.env.ProgramFiles, 'Google/Chrome/Application/chrome.exe'],
    [process.env['ProgramFiles(x86)'], 'Google/Chrome/Application/chrome.exe'],
    [process.env['ProgramFiles(x86)'], 'Microsoft/Edge/Application/msedge.exe'],
    [process.env.ProgramFiles, 'Microsoft/Edge/Application/msedge.exe'],
  ],
  darwin: [
    ['/Applications', 'Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['/Applications', 'Chromium.app/Contents/MacOS/Chromium'],
    ['/Applications', 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  ],
}

/** The path of a Chromium, installed first on Debian as root; undefined, with a line about what to install, elsewhere. */
export function ensureBrowser() {
  if (process.platform === 'linux' && !(foundBrowser() && inPath('pdftotext')) && canInstall()) {
    say('正在安装 Chromium、中文字体与 PDF 工具… / Installing Chromium, Chinese fonts and PDF tools…')
    const apt = (...args) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update', '-q')
    apt('install', '-yq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'poppler-utils')
  }
  const found = foundBrowser()
  if (!found) {
    say(
      '浏览器测试需要 Chromium、Chrome 或 Edge：请安装其一，或用 CHROME_PATH 指明路径。/ ' +
        'The browser tests need Chromium, Chrome or Edge: install one, or give its path in CHROME_PATH.',
    )
  }
  return found
}

function foundBrowser() {
  const named = process.env.CHROME_PATH
  if (named && existsSync(named)) return named
  for (const command of commands) {
    const found = inPath(command)
    if (found) return found
  }
  const installed = (places[process.platform] ?? [])
    .filter(([folder]) => folder)
    .map(([folder, path]) => join(folder, path))
  return installed.find((path) => existsSync(path))
}

function inPath(command) {
  const names = process.platform === 'win32' ? [`${command}.exe`] : [command]
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
}

function canInstall() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0 && inPath('apt-get') !== undefined
}
