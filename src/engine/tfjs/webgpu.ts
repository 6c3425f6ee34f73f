// The tfjs-webgpu backend: WebGPU kernel by kernel, to compare with.
import { type WebGPUBackend, type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu'
import { env } from '@tensorflow/tfjs-core'
import type { Opened } from '../device.ts'
import { BackendUnavailableError } from '../errors.ts'
import { openStarted, startBackend } from './open.ts'
import { type Dialect, registerShaders, type Shader } from './shaders.ts'

/** Dispatches a submit. Measured on a software adapter: 64 is a fifth faster than tfjs's 15, 256 no faster than 64. */
const DISPATCHES_A_SUBMIT = 64
const WORKGROUP: [number, number, number] = [64, 1, 1]

const wgsl: Dialect = {
  float: 'var',
  int: 'var',
  toInt: 'i32',
  finite: (value) => `((bitcast<u32>(${value}) & 0x7f800000u) != 0x7f800000u)`,
}

function registerKernels(): void {
  registerShaders('webgpu', (backend, shader, inputs, uniforms, shape) =>
    (backend as WebGPUBackend).runWebGPUProgram(
      programOf(shader, shape),
      inputs,
      'float32',
      uniforms.map((value) => ({ type: 'float32', data: [value] })),
    ),
  )
}

function programOf({ name, inputs, uniforms, body }: Shader, shape: [number, number]): WebGPUProgram {
  const dispatchLayout = webgpu_util.flatDispatchLayout(shape)
  return {
    shaderKey: `understudy ${name}`,
    variableNames: [...inputs],
    uniforms: uniforms.map((uniform) => `${uniform} : f32,`).join(' '),
    outputShape: shape,
    workgroupSize: WORKGROUP,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, shape, WORKGROUP),
    size: true,
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {
          let coords = getCoordsFromIndex(index);
          let row = coords[0];
          let column = coords[1];
          ${uniforms.map((uniform) => `let ${uniform} = uniforms.${uniform};`).join('\n')}
          var result = 0.0;
          ${body(wgsl)}
          setOutputAtIndex(index, result);
        }
      }`,
  }
}

const webgpu = { name: 'tfjs-webgpu', tfjs: 'webgpu', registerKernels } as const

export async function openKernels(): Promise<Opened> {
  // tfjs would fail without a reason where there is no adapter.
  const gpu = globalThis.navigator?.gpu as GPU | undefined
  if (gpu === undefined) throw new BackendUnavailableError('tfjs-webgpu', 'this browser has no WebGPU.')
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new BackendUnavailableError('tfjs-webgpu', 'this machine offers no graphics adapter.')
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', DISPATCHES_A_SUBMIT)
  // Everything runs where it was asked to: else the self-test would test tfjs's cpu.
  env().set('WEBGPU_CPU_FORWARD', false)
  const { device: gpuDevice } = await startBackend<WebGPUBackend>(webgpu)
  const opened = openStarted(webgpu, { free: () => gpuDevice.destroy(), software: adapter.info.isFallbackAdapter })
  const { device } = opened
  // tfjs listens to neither: without this, an invalid command turns results into zeros, silently.
  gpuDevice.addEventListener('uncapturederror', ({ error }) => device.lose(error.message))
  void gpuDevice.lost.then(({ reason, message }) => device.lose(message || reason))
  return opened
}
