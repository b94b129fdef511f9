/** Time as the parts of the server see it. Tests drive a fake one; nobody else calls `Date.now` or `setTimeout`. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls once after `delayMs`; the returned function takes it back. Does not keep the process alive. */
  schedule(delayMs: number, call: () => void): () => void
}
