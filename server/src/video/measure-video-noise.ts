import type { VideoTools } from './find-video-tools.ts'
import type { VideoFacts } from './probe-video.ts'
import { QUIETLY, READ_SAFELY } from './read-arguments.ts'
import { readingLimitMs } from './reading-limit.ts'
import { runTool } from './run-tool.ts'

/** Where in the video it is looked at, in shares of its length, and how much of a frame: its middle. */
const PLACES = [0.15, 0.5, 0.85]
const LOOKED_AT = { width: 512, height: 384 }
const BLOCK = 16
/** Blocks with the least are those without texture, and those that hold still. */
const QUIET_SHARE = 0.2
/** Of 255: what is cut off at black or white shows no noise. */
const DARKEST = 16
const BRIGHTEST = 240

/**
 * Deviation of the noise of a video in luma, of 255. Told twice: by what neighbours differ in within a frame, which texture adds to, and by what a place differs in between
 * two frames, which movement adds to. The lesser is nearer to the truth.
 * Source: Immerkær 1996, "Fast Noise Variance Estimation".
 */
export async function measureVideoNoise(tools: VideoTools, file: string, facts: VideoFacts, signal: AbortSignal): Promise<number> {
  const width = Math.min(facts.width, LOOKED_AT.width)
  const height = Math.min(facts.height, LOOKED_AT.height)
  const estimates: number[] = []
  for (const place of PLACES) {
    const args = [
      ...QUIETLY, '-ss', ((place * facts.durationMs) / 1000).toFixed(3), ...READ_SAFELY, '-i', file, '-map', '0:V:0', '-frames:v', '2',
      '-vf', `crop=${width}:${height},format=gray`, '-f', 'rawvideo', 'pipe:1',
    ] // prettier-ignore
    const bytes = await runTool(tools.ffmpeg, args, {
      timeoutMs: readingLimitMs(facts.durationMs),
      maxOutputBytes: 4 * width * height,
      signal,
    })
    if (bytes.length < 2 * width * height) continue
    const blocks = measureBlocks(bytes, width, height)
    estimates.push(Math.min(quantile(blocks.map(({ within }) => within)), quantile(blocks.map(({ between }) => between)))) // prettier-ignore
  }
  return estimates.length === 0 ? 0 : (estimates.sort((a, b) => a - b)[estimates.length >> 1] ?? 0)
}

function measureBlocks(bytes: Uint8Array, width: number, height: number): { within: number; between: number }[] {
  const next = width * height
  const blocks: { within: number; between: number }[] = []
  for (let top = 1; top + BLOCK < height; top += BLOCK)
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      let [sum, ripples, change, squares] = [0, 0, 0, 0]
      for (let y = top; y < top + BLOCK; y++)
        for (let x = left; x < left + BLOCK; x++) {
          const at = (dy: number, dx: number) => bytes[(y + dy) * width + x + dx]!
          sum += at(0, 0)
          ripples += Math.abs(
            at(-1, -1) + at(-1, 1) + at(1, -1) + at(1, 1) - 2 * (at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1)) + 4 * at(0, 0),
          )
          const step = bytes[next + y * width + x]! - at(0, 0)
          change += step
          squares += step * step
        }
      const pixels = BLOCK * BLOCK
      const mean = sum / pixels
      if (mean < DARKEST || mean > BRIGHTEST) continue
      // The mask has a gain of 6 for white noise; a difference of two frames has the noise of both.
      const within = (Math.sqrt(Math.PI / 2) * ripples) / pixels / 6
      blocks.push({ within, between: Math.sqrt(Math.max(0, squares / pixels - (change / pixels) ** 2) / 2) })
    }
  return blocks
}

function quantile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * QUIET_SHARE)] ?? 0
}
