import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findVideoTools } from '../../src/video/find-video-tools.ts'

const run = promisify(execFile)
const PHOTO = fileURLToPath(new URL('../../../photos/astronaut.png', import.meta.url))

/** ffmpeg as the server finds it; undefined on a machine without. */
export const videoTools = await findVideoTools()
/** For tests that need it: they are skipped without it, except where everything has to be tested. */
export const needsFfmpeg = { skip: videoTools?.encodes ? false : 'ffmpeg with libx264 is not installed' }
if (needsFfmpeg.skip !== false && ['1', 'true'].includes(process.env['CI'] ?? ''))
  throw new Error(`Where CI is set no test is skipped, and ${needsFfmpeg.skip}.`)

export interface TestVideo {
  readonly seconds?: number
  readonly width?: number
  readonly height?: number
  readonly framesPerSecond?: number
  /** More filters for the picture, e.g. `noise=alls=20:allf=t`. */
  readonly filter?: string
  readonly sound?: boolean
  readonly extension?: 'mp4' | 'mov' | 'webm'
  /** Before the output's name. */
  readonly more?: readonly string[]
}

/** A camera that pans over a free photo, with a tone. */
export async function makeVideo(options: TestVideo = {}): Promise<Buffer<ArrayBuffer>> {
  const { seconds = 2, width = 320, height = 240, framesPerSecond = 25, filter, sound = true, extension = 'mp4', more = [] } = options
  const frames = Math.round(seconds * framesPerSecond)
  const pan = `zoompan=z=1.2:x=on*0.8:y=on*0.4:d=${frames}:s=${width}x${height}:fps=${framesPerSecond}`
  const codecs =
    extension === 'webm' ? ['-c:v', 'libvpx', '-c:a', 'libvorbis'] : ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '12', '-c:a', 'aac']
  return withFile(extension, (file) =>
    run('ffmpeg', [
      '-v', 'error', '-i', PHOTO, ...(sound ? ['-f', 'lavfi', '-i', `sine=440:duration=${seconds}`] : []),
      '-vf', [pan, ...(filter === undefined ? [] : [filter]), 'format=yuv420p'].join(','), '-t', String(seconds), ...codecs, ...more, file,
    ]),
  ) // prettier-ignore
}

/** The same video, turned by a quarter to the right in its header. Source: ISO/IEC 14496-12, 8.3.2 (track header, version 0). */
export function turnVideo(bytes: Buffer): Buffer<ArrayBuffer> {
  const turned = Buffer.from(Uint8Array.from(bytes).buffer)
  const matrix = turned.indexOf('tkhd') + 44
  for (const [i, value] of [0, 0x10000, 0, 0xffff0000, 0, 0, 0, 0, 0x40000000].entries()) turned.writeUInt32BE(value, matrix + 4 * i)
  return turned
}

/** What ffprobe says of a file. */
export async function probe(bytes: Uint8Array): Promise<{ streams: Record<string, unknown>[]; format: Record<string, unknown> }> {
  return withInput(bytes, async (file) => {
    const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'json', '-count_frames', '-show_format', '-show_streams', file])
    return JSON.parse(stdout) as { streams: Record<string, unknown>[]; format: Record<string, unknown> }
  })
}

/** Peak signal to noise of a video against the true one of the same size, in decibels. */
export async function signalToNoise(bytes: Uint8Array, truth: Uint8Array): Promise<number> {
  return withInput(bytes, (file) =>
    withInput(truth, async (other) => {
      const { stderr } = await run('ffmpeg', ['-hide_banner', '-i', file, '-i', other, '-lavfi', '[0:v][1:v]psnr', '-f', 'null', '-'])
      return Number(/average:([\d.]+)/.exec(stderr)?.[1])
    }),
  )
}

async function withFile(extension: string, write: (file: string) => Promise<unknown>): Promise<Buffer<ArrayBuffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-test-video-'))
  try {
    const file = join(folder, `video.${extension}`)
    await write(file)
    return Buffer.from(Uint8Array.from(await readFile(file)).buffer)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function withInput<T>(bytes: Uint8Array, read: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-test-video-'))
  try {
    const file = join(folder, 'input.mp4')
    await writeFile(file, bytes)
    return await read(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}
