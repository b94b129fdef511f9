/*
 * `npm run typecheck`: every file is judged by the options of its own project. Plain `tsc -p tsconfig.json` would also judge the pixel
 * code, which other files import, by the stricter rules for indexed access that tsconfig.pixels.json lifts for it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
// The benchmarks' peers are an install of their own, see `npm run bench`.
const names = [
  'tsconfig.json',
  'tsconfig.pixels.json',
  ...(existsSync(join(root, 'benchmarks/node_modules')) ? ['benchmarks/tsconfig.json'] : []),
]
const projects = names.map((name) => {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem: ts.Diagnostic) => {
      throw new Error(`${name}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`)
    },
  }
  const parsed = ts.getParsedCommandLineOfConfigFile(join(root, name), {}, host)
  if (parsed === undefined) throw new Error(`${name} cannot be read`)
  return parsed
})

const problems = projects.flatMap(({ fileNames, options, errors }) => {
  const elsewhere = new Set(projects.flatMap((other) => other.fileNames).filter((file) => !fileNames.includes(file)))
  const program = ts.createProgram(fileNames, options)
  return [...errors, ...ts.getPreEmitDiagnostics(program)].filter(({ file }) => file === undefined || !elsewhere.has(file.fileName))
})

const format = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
process.stdout.write(ts.formatDiagnostics(problems, format))
const checked = projects.reduce((sum, { fileNames }) => sum + fileNames.length, 0)
console.log(`${problems.length} problems in ${checked} files`)
process.exitCode = problems.length > 0 ? 1 : 0
