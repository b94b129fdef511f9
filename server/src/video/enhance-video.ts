import type { VideoTools } from './find-video-tools.ts'
import { measureVideoNoise } from './measure-video-noise.ts'
import type { VideoFacts } from './probe-video.ts'
import { QUIETLY, READ_SAFELY } from './read-arguments.ts'
import { runTool } from './run-tool.ts'

export interface EnhanceVideoOptions {
  readonly scale: 1 | 2
  readonly signal: AbortSignal
  /** 0..1, never falling. */
  readonly onProgress: (fraction: number) => void
}

/** Noise (deviation of 255) up to which a video counts as clean, and of which no more is taken out: it would take faces along. */
const CLEAN = 1.2
const MAX_NOISE = 20
/**
 * Denoising in overlapping blocks of frequencies. Best sigma by PSNR for noise of 4, 9 and 17: 1.6, 2.4 and over 3 times as much. Blocks that overlap by half leave patterns
 * in smooth walls (0.26 dB between 1/2 and 3/4); where the step between blocks is no whole number (0.67, 0.8 of 32) ffmpeg 5.1 spoils the edges.
 */
const denoise = (noise: number): string => `fftdnoiz=sigma=${(1.2 * noise + 0.1 * noise * noise).toFixed(2)}:overlap=0.75`
/**
 * Where a file does not say how its colours are to be read, players go by its size, and a video of twice the size would be read otherwise than it was: so what is made says it.
 * Lines and columns of the largest picture that is read as standard definition. Source: ITU-R BT.601, BT.709; the guess of mpv.
 */
const STANDARD_DEFINITION = { width: 1279, height: 576 }
/** Bits per pixel below which the blocks of H.264 show. */
const BLOCKY = 0.04
/** Of processor time, per second of video and megapixel of the result, on one slow core; a video that needs more hangs. */
const SECONDS_PER_SECOND_AND_MEGAPIXEL = 90
const LEAST_SECONDS = 120
/** Seconds by the clock per second of processor time: other work may hold the processor. */
const CLOCK_PER_PROCESSOR = 10
/** Sound that MP4 holds and players know; other sound is made anew. */
const COPIED_SOUND: ReadonlySet<string> = new Set(['aac', 'mp3'])

/**
 * Writes an MP4 (H.264) of a video with less noise and blocks, a little sharper, and `scale` times the size by Lanczos. As many frames at the same times; the sound is
 * copied. How much noise is taken out follows what is measured.
 * @throws VideoError, see `runTool`; the signal's reason when aborted, nothing running then
 */
export async function enhanceVideo(
  tools: VideoTools,
  from: string,
  to: string,
  facts: VideoFacts,
  options: EnhanceVideoOptions,
): Promise<void> {
  const { scale, signal, onProgress } = options
  const noise = await measureVideoNoise(tools, from, facts, signal)
  onProgress(0.03)
  const seconds = facts.durationMs / 1000
  const work = seconds * SECONDS_PER_SECOND_AND_MEGAPIXEL * ((facts.width * facts.height * scale * scale) / 1e6)
  const limitSeconds = Math.ceil(LEAST_SECONDS + work)
  const args = [
    ...QUIETLY, '-xerror', '-timelimit', String(limitSeconds), ...READ_SAFELY, '-i', from, '-map', '0:V:0', '-map', '0:a:0?',
    '-vf', filters(noise, facts, scale).join(','), '-fps_mode', 'passthrough', '-c:v', 'libx264', '-preset', 'medium', '-crf', '17', '-pix_fmt', 'yuv420p',
    '-c:a', facts.audioCodec !== undefined && COPIED_SOUND.has(facts.audioCodec) ? 'copy' : 'aac',
    '-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-movflags', '+faststart',
    '-progress', 'pipe:1', '-f', 'mp4', '-n', to,
  ] // prettier-ignore
  const onLine = (line: string): void => {
    const [name, value] = line.split('=')
    const atMs = Number(value) / 1000
    if (name === 'out_time_us' && atMs > 0) onProgress(Math.min(0.99, 0.03 + (0.96 * atMs) / facts.durationMs))
  }
  await runTool(tools.ffmpeg, args, {
    signal,
    timeoutMs: 1000 * CLOCK_PER_PROCESSOR * limitSeconds,
    maxOutputBytes: 0,
    onLine,
    inBackground: true,
  })
}

function filters(noise: number, facts: VideoFacts, scale: 1 | 2): string[] {
  const { width, height, framesPerSecond, bitsPerSecond, colourMatrix } = facts
  const isBlocky = bitsPerSecond !== undefined && bitsPerSecond / (width * height * framesPerSecond) < BLOCKY
  const found = Math.min(MAX_NOISE, noise)
  const isStandard = width <= STANDARD_DEFINITION.width && height <= STANDARD_DEFINITION.height
  return [
    // The matrix of RGB video (gbr) is none that what is made can have.
    ...(colourMatrix === undefined || colourMatrix === 'gbr' ? [`setparams=colorspace=${isStandard ? 'smpte170m' : 'bt709'}`] : []),
    ...(isBlocky ? ['deblock=filter=weak:block=8'] : []),
    ...(found > CLEAN ? [denoise(found)] : []),
    // H.264 in the form that every player knows wants even sides.
    scale === 2 ? 'scale=iw*2:ih*2:flags=lanczos' : 'crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0',
    // Sharpening what noise is left of would bring it back.
    ...(found < 2 * CLEAN || scale === 2 ? ['unsharp=5:5:0.35:5:5:0'] : []),
  ]
}
