import { setImmediate } from 'node:timers/promises'

/**
 * A place where a long effect can be stopped: lets messages in (a cancel arrives as one), then throws if the signal is aborted.
 * Effects call it at least every half second of pixel work.
 * @throws `signal.reason` when aborted.
 */
export async function checkpoint(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}
