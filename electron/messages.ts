/**
 * What Electron's main process and the backend's utility process say to each other. The windows' own calls do not pass
 * through here: they travel on a MessagePort between the window and the backend.
 */

/**
 * From main to the backend. `connect` comes with one port: the backend's end of a window's. `helper` is what a process
 * that the backend asked for says, `helperEnded` that it is gone.
 */
export type ToBackend =
  | { type: 'connect'; window: number; token: string | null }
  | { type: 'log'; event: string; data: Record<string, unknown> }
  | { type: 'helper'; helper: number; message: unknown }
  | { type: 'helperEnded'; helper: number; outOfMemory: boolean }
  | { type: 'stop' }

/**
 * From the backend to main.
 * `session`: who is signed in on a window changed; main hands the token back when that window needs a fresh port.
 * `refused`: the backend cannot work with this home folder, so starting it again is of no use.
 * `startHelper`, `tellHelper`, `killHelper`: a process of the build (`entry` is its file name) with a heap of its own.
 * Only main can start one in a packaged Electron.
 */
export type FromBackend =
  | { type: 'ready' }
  | { type: 'session'; window: number; token: string | null }
  | { type: 'refused'; code: string; where: string }
  | HelperRequest

export type HelperRequest =
  | { type: 'startHelper'; helper: number; entry: string; heapMegabytes: number }
  | { type: 'tellHelper'; helper: number; message: unknown }
  | { type: 'killHelper'; helper: number }
