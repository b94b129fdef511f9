// Runs after `npm install`, perhaps on a host Node that knows no TypeScript, so this is plain JavaScript. The npm package `node`
// brings 67 MB of C++ headers for compiling native add-ons, which this project does not do. It never fails an install.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const packages = join(import.meta.dirname, '..', 'node_modules', 'node', 'node_modules')
try {
  for (const name of readdirSync(packages)) rmSync(join(packages, name, 'include'), { recursive: true, force: true })
} catch {
  // The package is absent (production install) or laid out differently: there is nothing to gain here.
}
