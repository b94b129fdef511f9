import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The URL of a file that an installed package carries, whether or not the package exports it: models come as plain files. */
export function packageFile(name: string, path: string): URL {
  const manifest = findPackageJSON(name, import.meta.url)
  if (manifest === undefined) throw new Error(`The package ${name} is not installed.`)
  return new URL(path, pathToFileURL(manifest))
}
