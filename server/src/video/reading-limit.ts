const LEAST_MS = 2 * 60_000
/** A video with one key frame is decoded from its begin for any of its frames. */
const MS_PER_MS = 10

/** How long a look at a few frames may take by the clock, from the length of the video (milliseconds): enough on a machine with many times the work that it can do. */
export function readingLimitMs(durationMs: number): number {
  return LEAST_MS + MS_PER_MS * durationMs
}
