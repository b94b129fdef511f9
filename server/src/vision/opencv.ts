import { createRequire } from 'node:module'

/** OpenCV compiled to WebAssembly. What it allocates (`new cv.Mat`) lives outside of the garbage collector: `delete()` each. */
export type OpenCv = typeof import('@techstark/opencv-js')

let loading: Promise<OpenCv> | undefined

/** Loads OpenCV, once per thread (about 0.2 s, 11 MB). Its calls run to their end: put a checkpoint between long ones. */
export function loadOpenCv(): Promise<OpenCv> {
  return (loading ??= load())
}

async function load(): Promise<OpenCv> {
  const required = withoutImportScripts(() => createRequire(import.meta.url)('@techstark/opencv-js') as OpenCv & { then?: unknown })
  if (!Object.hasOwn(required, 'Mat')) await new Promise<void>((resolve) => (required.onRuntimeInitialized = resolve))
  // The module is a thenable that resolves to itself, so awaiting it as it is would never end.
  delete required.then
  return required
}

/** Where LiteRT has put its shims in place, OpenCV would take the thread for a browser's worker and ask for its address. */
function withoutImportScripts<T>(load: () => T): T {
  const shim = Object.getOwnPropertyDescriptor(globalThis, 'importScripts')
  if (!shim) return load()
  Reflect.deleteProperty(globalThis, 'importScripts')
  try {
    return load()
  } finally {
    Object.defineProperty(globalThis, 'importScripts', shim)
  }
}
