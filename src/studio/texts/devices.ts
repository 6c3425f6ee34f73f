// Devices: what computes, as people know it, and what the trial of a backend found out.
import i18next from 'i18next'
import type { BackendName, BackendTrial } from '../../worker/protocol.ts'
import { formatMilliseconds } from './format.ts'

const backendName = (backend: BackendName) => i18next.t(`effort.backends.${backend}`)

/** For the choice by hand: the device and how it is reached. */
export function choiceLabel(backend: BackendName, threads: number | undefined): string {
  const name = backendName(backend)
  if (backend === 'webgpu' || backend === 'webgl') return i18next.t('effort.onGpu', { backend: name })
  if (threads !== undefined) return i18next.t('effort.onThreads', { backend: name, count: threads })
  if (backend === 'wasm' || backend === 'cpu') return i18next.t('effort.onCpu', { backend: name })
  return name
}

/** For the run: the device by its plain name where there is one. */
export function deviceName(backend: BackendName, threads: number | undefined): string {
  if (backend === 'webgpu') return i18next.t('run.gpu')
  if (backend === 'wasm' && threads !== undefined) return i18next.t('run.threads', { count: threads })
  return choiceLabel(backend, threads)
}

/** Which device trains and why, and what each took: the one that trains comes first. */
export function sayTrials(backend: BackendName, trials: readonly BackendTrial[]): string {
  const timed = trials
    .filter((trial) => trial.millisecondsPerStep !== null)
    .toSorted((a, b) => Number(b.backend === backend) - Number(a.backend === backend))
  if (timed.length === 0) {
    const threads = trials.find((trial) => trial.backend === backend)?.threads
    return i18next.t('run.trainsOn', { device: deviceName(backend, threads) })
  }
  const times = timed.map(({ backend: name, threads, millisecondsPerStep }, i) =>
    i18next.t(i === 0 ? 'run.stepTime' : 'run.otherTime', {
      device: deviceName(name, threads),
      time: formatMilliseconds(millisecondsPerStep ?? 0),
    }),
  )
  return i18next.t(timed.length > 1 ? 'run.fastest' : 'run.onlyOne', { times: times.join(' · ') })
}
