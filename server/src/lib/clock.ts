/** The machine's clock. */
export const systemClock = {
  now: (): number => Date.now(),
  schedule(delayMs: number, call: () => void): () => void {
    const timer = setTimeout(call, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
