// Types of serve.mjs, which runs before anything that understands TypeScript is installed.
export interface ServeOptions {
  /** 0: any free one. */
  readonly port: number
  /** False: as a host that cannot send security headers. Default true: those that the build's `_headers` file names. */
  readonly headers?: boolean
  /** Told of every request that arrives. */
  readonly onRequest?: (method: string, url: string) => void
}

export interface Site {
  /** Ends with a slash. */
  readonly address: string
  close(): Promise<void>
}

export function serve(folder: string, options: ServeOptions): Promise<Site>
