// Types of chromium.mjs, for the browser journeys.
export function findChromium(): Promise<string | null>
export function noChromium(): string
