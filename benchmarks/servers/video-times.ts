/**
 * A clip through the engine for videos, beside ffmpeg called with the very arguments that the engine called it with. Processor time includes that of
 * ffmpeg, on Linux.
 */
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createVideoEngine } from '../../server/src/engines/video/engine.ts'
import { findVideoTools } from '../../server/src/video/find-video-tools.ts'
import { makeVideo } from '../../server/test/helpers/test-video.ts'
import { compare, processorMs, type Work } from './compare.ts'

const CLIP = { seconds: 1, width: 640, height: 480, filter: 'noise=alls=12:allf=t' }
const LARGEST = { seconds: 0.4, width: 1920, height: 1080, sound: false }
const EXTENT = { least: 3, most: 6, budgetMs: 15_000 }
const PAIRED = { least: 1, most: 3, budgetMs: 5000 }
const POLL_MS = 20

const tools = await findVideoTools()
if (!tools?.encodes) throw new Error('This benchmark needs ffmpeg with libx264.')
const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-video-'))
try {
  const clip = await makeVideo(CLIP)
  const args = await recordArguments(clip)
  const works = { engine: through(clip, 2), bare: ffmpegAlone(clip, args) }
  const alone = await compare(works, EXTENT)
  const pair =
    (run: (first: () => Promise<unknown>, second: () => Promise<unknown>) => Promise<unknown>): Work =>
    async () => {
      const [first, second] = [await through(clip, 2)(), await through(clip, 2)()]
      return () => run(first, second)
    }
  const atOnce = pair((first, second) => Promise.all([first(), second()]))
  const inTurn = pair((first, second) => first().then(second))
  const paired = await compare({ atOnce, inTurn }, PAIRED, 2)
  const what = `${CLIP.width} × ${CLIP.height}, ${CLIP.seconds} s, twice the size`
  process.send!({ ...alone, ...paired, large: await measureMemory(), what })
} finally {
  await rm(folder, { recursive: true })
}
process.disconnect!()

function through(bytes: Uint8Array, scale: 1 | 2, ffmpeg = tools!.ffmpeg): Work {
  const engine = createVideoEngine({ tools: { ...tools!, ffmpeg } })
  const context = { signal: new AbortController().signal, onProgress: () => undefined }
  return () => {
    const media = { video: { kind: 'video' as const, mime: 'video/mp4', bytes: Uint8Array.from(bytes) } }
    return Promise.resolve(() => engine.run({ jobId: 'job', operation: 'enhance-video', input: { scale }, media }, context))
  }
}

/** What the engine calls ffmpeg with: a script in its place notes it down; the last call is the one that makes the video. */
async function recordArguments(bytes: Uint8Array): Promise<string[]> {
  const [script, notes] = [join(folder, 'ffmpeg'), join(folder, 'arguments')]
  await writeFile(script, `#!/bin/sh\nprintf '%s\\n' "$@" > '${notes}'\nexec '${tools!.ffmpeg}' "$@"\n`)
  await chmod(script, 0o755)
  await (
    await through(bytes, 2, script)()
  )()
  return (await readFile(notes, 'utf8')).trimEnd().split('\n')
}

function ffmpegAlone(bytes: Uint8Array, args: readonly string[]): Work {
  const [from, to] = [join(folder, 'given'), join(folder, 'made.mp4')]
  const given = args.indexOf('-i') + 1
  const own = args.map((argument, index) => (index === given ? from : index === args.length - 1 ? to : argument))
  return async () => {
    await writeFile(from, bytes)
    await rm(to, { force: true })
    return () => promisify(execFile)(tools!.ffmpeg, own)
  }
}

/** The largest frames that are taken, at twice their size. What ffmpeg had at most is asked of the kernel again and again, until it ends. */
async function measureMemory() {
  const run = await through(await makeVideo(LARGEST), 2)()
  let ffmpegKilobytes = 0
  const timer = setInterval(() => (ffmpegKilobytes = Math.max(ffmpegKilobytes, ...childrenPeaks())), POLL_MS)
  const [begun, spent] = [performance.now(), processorMs()]
  await run()
  clearInterval(timer)
  const peakMegabytes = Math.round((process.resourceUsage().maxRSS + ffmpegKilobytes) / 1024)
  const what = `${LARGEST.width} × ${LARGEST.height}, ${LARGEST.seconds} s, twice the size`
  return { peakMegabytes, ms: performance.now() - begun, cpuMs: processorMs() - spent, what }
}

/** Kilobytes. Source: proc(5), `children` of a task, and VmHWM of `status`. Nothing where there is no such file. */
function childrenPeaks(): number[] {
  try {
    const pids = readFileSync(`/proc/self/task/${String(process.pid)}/children`, 'latin1')
      .trim()
      .split(' ')
    return pids.map((pid) => Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0))
  } catch {
    return []
  }
}
