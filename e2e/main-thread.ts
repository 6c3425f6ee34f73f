// Main thread: how long its tasks keep the page from answering, by Chromium's own trace.
import type { Browser, Page } from '@playwright/test'

/** One line of a Chromium trace; times in microseconds, `tdur` as the thread's processor counts them. */
interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/**
 * Milliseconds of every task of the page's main thread during `body`, the longest first. Processor time, not the
 * clock's: on a busy machine a short task may have to wait long for its turn.
 */
export async function mainThreadTasks(browser: Browser, page: Page, body: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await body()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const onMain = (event: TraceEvent) => threads.some(({ pid, tid }) => event.pid === pid && event.tid === tid)
  return traceEvents
    .filter((event) => /RunTask$/.test(event.name) && onMain(event))
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a)
}
