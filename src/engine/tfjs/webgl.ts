// The webgl backend: WebGL 2 with textures of single precision.
import '@tensorflow/tfjs-backend-webgl'
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl'
import { env } from '@tensorflow/tfjs-core'
import type { Opened } from '../device.ts'
import { BackendUnavailableError } from '../errors.ts'
import { openStarted, startBackend } from './open.ts'
import { type Dialect, registerShaders, type Shader } from './shaders.ts'

const glsl: Dialect = {
  float: 'float',
  int: 'int',
  toInt: 'int',
  finite: (value) => `((floatBitsToUint(${value}) & 0x7f800000u) != 0x7f800000u)`,
}

function registerKernels(): void {
  registerShaders('webgl', (backend, shader, inputs, uniforms, shape) =>
    (backend as MathBackendWebGL).runWebGLProgram(
      programOf(shader, shape),
      inputs,
      'float32',
      uniforms.map((value) => [value]),
    ),
  )
}

function programOf({ inputs, uniforms, body }: Shader, shape: [number, number]): GPGPUProgram {
  return {
    variableNames: [...inputs],
    customUniforms: uniforms.map((name) => ({ name, type: 'float' })),
    outputShape: shape,
    userCode: `
      void main() {
        ivec2 coords = getOutputCoords();
        int row = coords.x;
        int column = coords.y;
        float result = 0.0;
        ${body(glsl)}
        setOutput(result);
      }`,
  }
}

const webgl = { name: 'webgl', tfjs: 'webgl', registerKernels } as const

/** tfjs's flag for one shader for all shapes stays off: it took shaders of one shape for another, and gave wrong losses. */
export async function openKernels(): Promise<Opened> {
  if (typeof OffscreenCanvas === 'undefined')
    throw new BackendUnavailableError('webgl', 'there is no WebGL without a page.')
  // Software counts as well; whether it will do is for the caller of openBackend to say.
  env().set('SOFTWARE_WEBGL_ENABLED', true)
  // Everything runs where it was asked to: else the self-test would test tfjs's cpu.
  env().set('WEBGL_CPU_FORWARD', false)
  if (env().getNumber('WEBGL_VERSION') !== 2)
    throw new BackendUnavailableError('webgl', 'this browser offers no WebGL 2 here.')
  if (!env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE'))
    throw new BackendUnavailableError('webgl', 'this graphics driver cannot render numbers of single precision.')
  const { gl } = (await startBackend<MathBackendWebGL>(webgl)).gpgpu
  const opened = openStarted(webgl, { isLost: () => gl.isContextLost(), software: isSoftware(gl) })
  gl.canvas.addEventListener('webglcontextlost', () => opened.device.lose('it went away'))
  return opened
}

/** By the renderer's name: there is no other way to know. */
function isSoftware(gl: WebGLRenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : ''
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer)
}
