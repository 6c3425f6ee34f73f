// Where a bundler puts the binaries of the wasm backend. Only for browsers: Node finds them beside the package.
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'

/** Addresses relative to the page or worker. */
export const wasmAssets = { plain, simd }
