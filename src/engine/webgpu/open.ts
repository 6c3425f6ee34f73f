// The webgpu backend: not there yet.
import type { Opened } from '../device.ts'
import { BackendUnavailableError } from '../errors.ts'

export async function openKernels(): Promise<Opened> {
  throw new BackendUnavailableError('webgpu', 'it has not been built yet.')
}
