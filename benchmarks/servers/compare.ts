import { readFileSync } from 'node:fs'
import { median } from '../table.ts'

export interface Times {
  readonly ms: number
  /** Processor time of all threads, and of processes that were started and have ended. */
  readonly cpuMs: number
}

/** Prepares one run, and gives what is measured. */
export type Work = () => Promise<() => Promise<unknown>>

export interface Extent {
  /** At least so many rounds, then as many as fit into `budgetMs` of processor time. */
  readonly least: number
  readonly most: number
  readonly budgetMs: number
}

/** Runs each of `works` once per round, the order turned around after each. Medians per picture; `pictures`: how many one run makes. */
export async function compare<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { least, most, budgetMs }: Extent,
  pictures = 1,
): Promise<Record<Name, Times>> {
  const names = Object.keys(works) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Times[]>
  let spentMs = 0
  for (let round = 0; round < most && (round < least || spentMs < budgetMs); round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const run = await works[name]()
      const [begun, spent] = [performance.now(), processorMs()]
      await run()
      const cpuMs = processorMs() - spent
      spentMs += cpuMs
      measured[name].push({ ms: (performance.now() - begun) / pictures, cpuMs: cpuMs / pictures })
    }
  const middle = (name: Name) => ({
    ms: median(measured[name].map(({ ms }) => ms)),
    cpuMs: median(measured[name].map(({ cpuMs }) => cpuMs)),
  })
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Record<Name, Times>
}

/** Of this process and of those that it has waited for. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000 + endedProcessesMs()
}

/** Linux counts in hundredths of a second, whatever its clock; elsewhere nothing is told. Source: proc(5), /proc/pid/stat, fields 16 and 17. */
function endedProcessesMs(): number {
  if (process.platform !== 'linux') return 0
  const fields = readFileSync('/proc/self/stat', 'latin1').replace(/^.*\) /, '').split(' ') // prettier-ignore
  return 10 * (Number(fields[13]) + Number(fields[14]))
}
