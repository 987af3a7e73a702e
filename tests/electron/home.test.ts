import { homedir } from 'node:os'
import { expect, test } from 'vitest'
import { homePath } from '../../electron/backend/hosts/default-home.ts'
import { homeFolder } from '../../electron/main/home.ts'

test.each([
  [[], {}],
  [[], { HUOZHAN_HOME: '/data/货栈' }],
  [[], { XDG_DATA_HOME: '/data/user', APPDATA: '/data/user' }],
  [['--home', '/data/named'], { HUOZHAN_HOME: '/data/other' }],
  [['--home=/data/named'], {}],
])('the desktop window and the Node host find the same home folder: %j %j', (args, environment) => {
  const named = args[1] ?? args[0]?.slice('--home='.length)
  expect(homeFolder(args, environment, homedir(), process.platform)).toBe(homePath(named, environment))
})
