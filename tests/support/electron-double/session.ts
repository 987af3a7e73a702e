import { record } from './record.ts'

export type RequestHandler = (
  contents: { getURL: () => string },
  permission: string,
  decide: (granted: boolean) => void,
) => void
export type CheckHandler = (contents: null, permission: string, origin: string) => boolean
export type SchemeHandler = (request: Request) => Promise<Response> | Response

/** The handlers that the application set; Electron's defaults when it did not. */
export const handlers = {
  scheme: new Map<string, SchemeHandler>(),
  request: ((_contents, _permission, decide) => decide(true)) as RequestHandler,
  check: (() => true) as CheckHandler,
  device: (() => true) as () => boolean,
}

class Protocol {
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    record('protocol.registerSchemesAsPrivileged', ...schemes)
  }

  handle(scheme: string, handler: SchemeHandler): void {
    record('protocol.handle', scheme)
    handlers.scheme.set(scheme, handler)
  }
}

class Session {
  readonly protocol = new Protocol()

  flushStorageData(): void {
    record('session.flushStorageData')
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    handlers.request = handler
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    handlers.check = handler
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    handlers.device = handler
  }
}

export const session = { defaultSession: new Session() }
export const protocol = session.defaultSession.protocol
