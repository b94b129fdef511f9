// Writes THIRD-PARTY-NOTICES.md from package-lock.json: every package that a production install can bring, on any platform.
// Its test holds the file and the licences against the lock file.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface LockedPackage {
  readonly name?: string
  readonly version: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
}

export interface ThirdPartyPackage {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** Why a licence outside the permissive list is acceptable here. */
  readonly exception?: string
}

const permissive = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'CC0-1.0', 'Unlicense', 'BlueOak-1.0.0'])

const libvips =
  'libvips is a shared library of its own (or a WebAssembly file) that sharp loads; it can be replaced by another build of it.'
const exceptions: readonly { readonly name: RegExp; readonly licence: string; readonly reason: string }[] = [
  { name: /^@img\/sharp-(libvips-[\w-]+|wasm32|win32-\w+)$/, licence: 'LGPL-3.0-or-later', reason: libvips },
  {
    name: /^libheif-js$/,
    licence: 'LGPL-3.0',
    reason: 'libheif is a WebAssembly file of its own that is loaded at run time; it can be replaced by another build of it.',
  },
]

/** Whether a flat SPDX expression (`A`, `A AND B`, `(A OR B)`) can be met with accepted licences alone. */
function isAccepted(expression: string, accepted: (licence: string) => boolean): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1')
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every(accepted))
}

/** The production packages of a lock file, by name and version. Names come from where a package is installed. */
export function listProductionPackages(lock: { readonly packages: Readonly<Record<string, LockedPackage>> }): ThirdPartyPackage[] {
  const found = new Map<string, ThirdPartyPackage>()
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (path === '' || locked.dev || locked.link) continue
    const name = locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const licence = locked.license ?? 'unknown'
    const exception = isAccepted(licence, (one) => permissive.has(one)) ? undefined : exceptions.find((one) => one.name.test(name))
    found.set(`${name}@${locked.version}`, {
      name,
      version: locked.version,
      licence,
      ...(exception && { exception: exception.reason }),
    })
  }
  return [...found.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

/** The packages whose licence is neither permissive nor an exception with a reason. */
export function listUnacceptable(packages: readonly ThirdPartyPackage[]): ThirdPartyPackage[] {
  return packages.filter(({ name, licence }) => {
    const excused = exceptions.filter((one) => one.name.test(name)).map((one) => one.licence)
    return !isAccepted(licence, (one) => permissive.has(one) || excused.includes(one))
  })
}

export function renderNotices(packages: readonly ThirdPartyPackage[]): string {
  const row = ({ name, version, licence }: ThirdPartyPackage) => `| ${name} | ${version} | ${licence} |`
  const reasons = new Map<string, string[]>()
  for (const { name, exception } of packages) if (exception) reasons.set(exception, [...(reasons.get(exception) ?? []), name])
  return [
    '# Third-party notices',
    '',
    'Written by `npm run notices` from package-lock.json. These packages come with `npm ci --omit=dev` (the platform builds of sharp: only the',
    'one that fits the machine). They are not part of this repository; each carries its own licence text in its folder of `node_modules`. The licences of pictures and data files stand beside those files.',
    '',
    '## Outside the permissive licences, and why',
    '',
    ...[...reasons].map(([reason, names]) => `- ${names.map((name) => `\`${name}\``).join(', ')}: ${reason}`),
    '',
    '## All packages',
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...packages.map(row),
    '',
  ].join('\n')
}

/** Code point order, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const root = join(import.meta.dirname, '..')
export const noticesFile = join(root, 'THIRD-PARTY-NOTICES.md')
export const readLock = () =>
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> }

if (import.meta.main) {
  const packages = listProductionPackages(readLock())
  const unacceptable = listUnacceptable(packages)
  writeFileSync(noticesFile, renderNotices(packages))
  for (const { name, version, licence } of unacceptable) console.error(`not accepted: ${name} ${version} (${licence})`)
  process.exitCode = unacceptable.length > 0 ? 1 : 0
}
