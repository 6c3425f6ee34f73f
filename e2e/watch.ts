// Watch: everything a browser context does that a page for private data must not do.
import type { BrowserContext, Page } from '@playwright/test'

const isLocal = (url: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
/** blob: and data: stay inside the browser. */
const leavesBrowser = (url: URL) => ['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)

export class Watch {
  readonly #context: BrowserContext
  readonly #findings: string[] = []
  #isShut = false

  constructor(context: BrowserContext) {
    this.#context = context
    // The context sees the requests of its workers too.
    context.on('request', (request) => this.#look(request.method(), request.url()))
    const watchSockets = (page: Page) => page.on('websocket', (socket) => this.#look('WebSocket', socket.url()))
    context.pages().forEach(watchSockets)
    context.on('page', watchSockets)
    context.on('console', (message) => {
      if (message.type() === 'error') this.#findings.push(`console error: ${message.text()}`)
    })
    context.on('weberror', (error) => this.#findings.push(`page error: ${error.error().message}`))
  }

  #look(method: string, address: string): void {
    const url = new URL(address)
    if (!leavesBrowser(url)) return
    if (!isLocal(url)) this.#findings.push(`request to another host: ${method} ${address}`)
    else if (this.#isShut) this.#findings.push(`request after the page had loaded: ${method} ${address}`)
  }

  /**
   * From here on every request is a finding, and none gets through. Call it once the page says that it is loaded; waits
   * until nothing has been asked of the network for half a second. The browser may never tell the end of a request whose worker
   * was gone before it, where a page is loaded anew: after ten seconds what still waits is cut off.
   */
  async noMoreRequests(page: Page): Promise<void> {
    await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => {})
    this.#isShut = true
    await this.#context.setOffline(true)
  }

  /** Lets the network in again, for a page that is loaded anew. */
  async openAgain(): Promise<void> {
    this.#isShut = false
    await this.#context.setOffline(false)
  }

  /** What was found so far. */
  findings(): readonly string[] {
    return this.#findings
  }

  /** For a journey that brings about an error of its own: forgets the findings that contain the text; throws if there are none. */
  expectFinding(text: string): void {
    const kept = this.#findings.filter((finding) => !finding.includes(text))
    if (kept.length === this.#findings.length) throw new Error(`Nothing found with "${text}"`)
    this.#findings.splice(0, Number.POSITIVE_INFINITY, ...kept)
  }
}
