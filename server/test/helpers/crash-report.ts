/** What the crash test tells: see crash-run.ts. */
export interface CrashReport {
  readonly database: string
  readonly processes: readonly string[]
  readonly seconds: number
  readonly kills: number
  readonly killedWhileStarting: number
  /** Submissions that got an answer, each under a key of its own. */
  readonly answered: number
  /** Requests that broke off or were answered 503, and were repeated. */
  readonly repeatedRequests: number
  readonly replays: number
  readonly states: Readonly<Record<string, number>>
  readonly attempts: number
  readonly filesSwept: number
  readonly files: number
  /** Everything that is not as it must be; empty is success. */
  readonly violations: readonly string[]
}

/** A digest of what happened, for people. */
export function describeCrashReport(report: CrashReport): string {
  const states = Object.entries(report.states).map(([state, count]) => `${count} ${state}`)
  return [
    `${report.database} (${report.processes.join(' + ')}), ${report.seconds.toFixed(1)} s`,
    `  ${report.kills} kills, ${report.killedWhileStarting} of them during a start; ${report.repeatedRequests} requests repeated, ${report.replays} submissions sent twice on purpose`,
    `  ${report.answered} jobs answered: ${states.join(', ')}; ${report.attempts} attempts`,
    `  ${report.files} files kept, ${report.filesSwept} without media swept`,
    ...(report.violations.length === 0
      ? ['  no violation']
      : [`  ${report.violations.length} VIOLATIONS`, ...report.violations.map((violation) => `    ${violation}`)]),
  ].join('\n')
}
