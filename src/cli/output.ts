// What the command line says: results on standard output, progress on standard error.
import process from 'node:process'

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** A line of progress that overwrites itself on a terminal; elsewhere a line every ten seconds. */
export class Progress {
  #last = Number.NEGATIVE_INFINITY
  #open = false

  show(text: string): void {
    const now = performance.now()
    if (process.stderr.isTTY) {
      if (now - this.#last < 100) return
      process.stderr.write(`\r\u001b[2K${text}`)
      this.#open = true
    } else {
      if (now - this.#last < 10_000) return
      process.stderr.write(`${text}\n`)
    }
    this.#last = now
  }

  /** A line that stays. */
  say(text: string): void {
    this.end()
    process.stderr.write(`${text}\n`)
  }

  end(): void {
    if (this.#open) process.stderr.write('\n')
    this.#open = false
  }
}

/** Columns of text with their widths fitted; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const isNumber = rows[0].map((_, column) => rows.slice(1).every((row) => /^[-+]?[\d.,]*%?$/.test(row[column])))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}

/** How long something will still take, where that can be told. */
export function leftText(seconds: number | null): string[] {
  return seconds === null ? [] : [`about ${duration(seconds)} left`]
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}
