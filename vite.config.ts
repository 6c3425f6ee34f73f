// How the page is built: files that work in any folder of any static host, under a strict content security policy.
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { fakeLists } from './scripts/fakelists.ts'
import { isolationHeaders, metaPolicy, securityHeaders } from './scripts/policy.ts'

/** Puts the policy into the built page, and a `_headers` file beside it for hosts that read one (Netlify, Cloudflare Pages, our own server). */
function policy(): Plugin {
  return {
    name: 'understudy-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'pre',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
    generateBundle() {
      const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`)
      this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('\n')}\n` })
    },
  }
}

export default defineConfig({
  base: './',
  plugins: [react(), policy()],
  worker: { format: 'es', plugins: () => [fakeLists()] },
  // Vite's own script for reloading would break the policy; threads are wanted all the same.
  server: { headers: isolationHeaders },
  preview: { headers: securityHeaders },
  build: {
    target: 'es2023',
    manifest: true,
    // data: URLs would need exceptions from the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['scripts/fixedseed.ts'],
    // Only what hangs: a busy machine may take ten times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
