import { createBuiltinEngine } from './builtin/engine.ts'
import { createVideoEngine } from './video/engine.ts'

/** Every kind of engine that this server can use, by name. A new one is its folder and one line here. */
export const engineFactories = {
  builtin: createBuiltinEngine,
  video: createVideoEngine,
} as const
