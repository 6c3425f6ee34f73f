// Policy: what the page may load and reach. One list for the page's own <meta> and for the _headers file of the build.

const directives = {
  'default-src': "'none'",
  // blob: starts the worker so that it inherits this policy; wasm-unsafe-eval compiles WebAssembly and nothing else.
  'script-src': "'self' blob: 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'connect-src': "'self'",
  'img-src': "'self' blob: data:",
  // Mantine sets its variables in style elements and attributes.
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
}

const write = (list: Readonly<Record<string, string>>) =>
  Object.entries(list)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

/** For `<meta http-equiv="Content-Security-Policy">`, which cannot carry frame-ancestors. */
export const metaPolicy = write(directives)

/** Together they isolate the page from other origins; browsers then let its threads share memory. No <meta> can ask for it. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** For hosts that can send headers; these hold for a worker's own script too. */
export const securityHeaders = {
  'Content-Security-Policy': write({ ...directives, 'frame-ancestors': "'none'" }),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  ...isolationHeaders,
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}
