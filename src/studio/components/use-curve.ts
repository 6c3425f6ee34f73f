// A live curve at the pace of an eye: whatever the run's speed, a chart is drawn at most twice a second.
import { startTransition, useEffect, useState } from 'react'
import { useRun } from '../store/run.ts'
import type { Series } from '../store/series.ts'

/** As many points as a chart has pixels to tell them apart. */
const mostPoints = 300

/** `wait`: milliseconds between two drawings; charts of different waits do not share a task for long. */
export function useCurve<Name extends string>(series: Series<Name>, wait: number) {
  const [points, setPoints] = useState(() => series.points(mostPoints))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const draw = () => {
      timer = undefined
      startTransition(() => setPoints(series.points(mostPoints)))
    }
    const stop = useRun.subscribe((run, before) => {
      if (run.points !== before.points) timer ??= setTimeout(draw, wait)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [series, wait])
  return points
}
