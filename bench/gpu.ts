// Gpu: a graphics card in Node, set up so that tfjs finds it as it would in a page.
import { openNodeGpu } from '../src/engine/webgpu/node.ts'

/** `software`: whether one that is only imitated will do. Throws BackendUnavailableError, or an Error with the reason. */
export async function openGpu(software: boolean): Promise<{ readonly gpu: GPU; readonly adapter: string }> {
  const gpu = await openNodeGpu()
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new Error('Dawn found no graphics adapter.')
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info
  const isSoftware = isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${architecture} ${description}`)
  if (isSoftware && !software) throw new Error(`The adapter (${description || vendor}) only imitates a graphics card.`)
  // tfjs asks whether it is in a page before it asks for a graphics card.
  const page = { navigator: { gpu }, window: globalThis }
  for (const [name, value] of Object.entries(page)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return { gpu, adapter: description || `${vendor} ${architecture}` }
}
