// Runs after `npm install`, perhaps on a host Node that knows no TypeScript, so this is plain JavaScript. Removes what packages bring and
// nothing here ever loads, some 200 MB. It never fails an install.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Folders below node_modules, and which files and folders below each go, by their path within it. */
const UNUSED = [
  // C++ headers for compiling native add-ons, of which there are none.
  ['node/node_modules', /^[^/]+\/include$/],
  // Builds for browsers and bundlers (Node loads `tf-*.node.js`), tests, source maps.
  ['@tensorflow', /\/dist\/tf-[^/]*(?<!\.node)\.js$|\.map$|_test\.js$/],
  // One of the four builds runs without threads and without JavaScript promise integration.
  ['@litertjs/core/wasm', /^litert_wasm_(internal|jspi_internal|threaded_internal)\.(js|wasm)$/],
  // Only the models are used.
  ['nsfwjs/dist', /^(browser|cjs|esm|models\/inception_v3)$/],
  // Only the models and the build for Node on WASM are used.
  ['@vladmandic/human', /^(demo|assets|dist\/(human|human\.esm.*|human\.node|human\.node-gpu|tfjs\.esm)\.js(\.map)?)$/],
]

function* pathsBelow(folder, prefix = '') {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    yield path
    if (entry.isDirectory()) yield* pathsBelow(folder, path)
  }
}

const modules = join(import.meta.dirname, '..', 'node_modules')
for (const [folder, pattern] of UNUSED) {
  try {
    for (const path of [...pathsBelow(join(modules, folder))])
      if (pattern.test(path)) rmSync(join(modules, folder, path), { recursive: true, force: true })
  } catch {
    // The package is absent (production install) or laid out differently: there is nothing to gain here.
  }
}
