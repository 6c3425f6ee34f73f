// Interrupt: Ctrl-C as a wish to stop, heard by whatever goes on.
import process from 'node:process'
import { Control } from '../work/control.ts'
import type { Progress } from './output.ts'

/** Does work that Ctrl-C stops, so that it can leave everything as it was; pressed again, it ends the program at once. */
export async function interruptible<T>(progress: Progress, work: (control: Control) => Promise<T>): Promise<T> {
  const control = new Control()
  const again = () => process.exit(interrupted)
  const interrupt = () => {
    progress.say('stopping; press again to end at once')
    process.once('SIGINT', again)
    control.stop()
  }
  process.once('SIGINT', interrupt)
  try {
    return await work(control)
  } finally {
    process.removeListener('SIGINT', interrupt)
    process.removeListener('SIGINT', again)
    progress.end()
  }
}

/** What a program ends with that SIGINT has ended. */
export const interrupted = 130
