import { EXIT } from './exit-codes.ts'

/** Terminal and npm may each pass on the same Ctrl-C. */
const SAME_MS = 500

/** Calls `stop` at the first Ctrl-C (or SIGTERM); a second one ends the process at once. Returns what takes it back. */
export function onInterrupt(stop: () => void): () => void {
  let since: number | undefined
  const listen = (): void => {
    const now = performance.now()
    if (since === undefined) {
      since = now
      stop()
    } else if (now - since > SAME_MS) process.exit(EXIT.canceled)
  }
  process.on('SIGINT', listen).on('SIGTERM', listen)
  return () => void process.off('SIGINT', listen).off('SIGTERM', listen)
}
