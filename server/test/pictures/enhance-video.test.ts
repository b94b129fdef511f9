import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AtelierError } from '../../src/domain/errors.ts'
import { createVideoEngine } from '../../src/engines/video/engine.ts'
import { findVideoTools, type VideoTools } from '../../src/video/find-video-tools.ts'
import { TEMPORARY_PREFIX } from '../../src/video/with-temporary-folder.ts'
import { makeVideo, needsFfmpeg, probe, signalToNoise, turnVideo, videoTools } from '../helpers/test-video.ts'

const never = new AbortController().signal

async function enhance(
  bytes: Uint8Array,
  scale: 1 | 2,
  tools: VideoTools = videoTools!,
  signal = never,
  onProgress: (fraction: number) => void = () => {},
) {
  const media = { video: { kind: 'video' as const, mime: 'video/mp4', bytes: Uint8Array.from(bytes) } }
  const task = { jobId: 'job_test', operation: 'enhance-video', input: { scale }, media }
  return createVideoEngine({ tools }).run(task, { signal, onProgress })
}

const ownFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(`${TEMPORARY_PREFIX}${process.pid}-`))
const isCode = (code: string) => (error: unknown) => error instanceof AtelierError && error.code === code

describe('enhance-video', needsFfmpeg, () => {
  it('makes a video of twice the size, with as many frames, as long and with the same sound, and marks it', async () => {
    const given = await makeVideo()
    const fractions: number[] = []
    const { outputs, warnings } = await enhance(given, 2, undefined, never, (fraction) => fractions.push(fraction))
    const [output] = outputs
    assert.deepEqual([output!.name, output!.kind, output!.mime, warnings.length], ['video', 'video', 'video/mp4', 0])
    const [was, is] = [await probe(given), await probe(output!.bytes)]
    const [video, sound] = is.streams
    assert.deepEqual([video!['width'], video!['height'], video!['codec_name'], video!['pix_fmt']], [640, 480, 'h264', 'yuv420p'])
    assert.equal(video!['nb_read_frames'], was.streams[0]!['nb_read_frames'])
    assert.ok(Math.abs(Number(is.format['duration']) - Number(was.format['duration'])) < 0.05)
    assert.deepEqual([sound!['codec_name'], sound!['nb_read_frames']], ['aac', was.streams[1]!['nb_read_frames']])
    assert.match(Buffer.from(output!.bytes).toString('latin1'), /digitalsourcetype\/algorithmicallyEnhanced/)
    assert.ok(fractions.length >= 3 && fractions.every((fraction, i) => i === 0 || fraction >= fractions[i - 1]!), String(fractions))
    assert.equal(fractions.at(-1), 1)
  })

  it('brings a noisy video at least 3 dB nearer to the clean one, and keeps a clean one at 36.5 dB at least', async (t) => {
    const clean = await makeVideo({ sound: false })
    const noisy = await makeVideo({ sound: false, filter: 'noise=alls=20:allf=t' })
    const [before, after] = [await signalToNoise(noisy, clean), await signalToNoise((await enhance(noisy, 1)).outputs[0]!.bytes, clean)]
    const kept = await signalToNoise((await enhance(clean, 1)).outputs[0]!.bytes, clean)
    t.diagnostic(`noisy ${before.toFixed(1)} to ${after.toFixed(1)} dB; clean ${kept.toFixed(1)} dB`)
    assert.ok(after >= before + 3, `${String(before)} to ${String(after)}`)
    assert.ok(kept >= 36.5, String(kept))
  })

  it('tells how the colours are to be read: as the given video does, else as players read one of that size', async () => {
    const matrixOf = async (more: readonly string[]) => {
      const given = await makeVideo({ seconds: 0.2, height: 304, sound: false, more })
      return (await probe((await enhance(given, 2)).outputs[0]!.bytes)).streams[0]!['color_space']
    }
    assert.equal(await matrixOf([]), 'smpte170m')
    assert.equal(await matrixOf(['-colorspace', 'bt709']), 'bt709')
  })

  it('makes an upright video of one that is turned by its header, with even sides', async () => {
    const turned = turnVideo(await makeVideo({ width: 322, height: 200, seconds: 1 }))
    const { streams } = await probe((await enhance(turned, 1)).outputs[0]!.bytes)
    assert.deepEqual([streams[0]!['width'], streams[0]!['height'], streams[0]!['side_data_list']], [200, 322, undefined])
  })

  it('says what is wrong with a video that it does not take', async () => {
    const longest = await makeVideo({ seconds: 62, framesPerSecond: 2, width: 64, height: 48, sound: false })
    await assert.rejects(enhance(longest, 1), isCode('video_too_long'))
    await assert.rejects(enhance(await makeVideo({ seconds: 1, framesPerSecond: 50, sound: false }), 1), isCode('video_unsupported'))
    await assert.rejects(enhance(await makeVideo({ seconds: 0.2, width: 2048, height: 64, sound: false }), 1), isCode('video_unsupported'))
    await assert.rejects(enhance(Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 1), isCode('media_broken'))
    assert.deepEqual(await ownFolders(), [])
  })

  it('leaves no process and no file behind when it is stopped in the middle', async () => {
    const given = await makeVideo({ seconds: 6, width: 640, height: 480, sound: false })
    const controller = new AbortController()
    const reason = new Error('stopped')
    let running: string[] = []
    const run = enhance(given, 2, undefined, controller.signal, (fraction) => {
      if (fraction <= 0.03 || controller.signal.aborted) return
      void childrenOf().then((found) => {
        running = found
        controller.abort(reason)
      })
    })
    await assert.rejects(run, reason)
    assert.ok(running.length > 0, 'ffmpeg was running')
    assert.deepEqual(await childrenOf(), [])
    assert.deepEqual(await ownFolders(), [])
  })
})

/** Processes named ffmpeg whose parent is this one, by number. */
async function childrenOf(): Promise<string[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const states = await Promise.all(numbers.map((number) => readFile(`/proc/${number}/stat`, 'latin1').catch(() => '')))
  // Field 2 is the name in brackets, field 4 the parent. Source: proc(5).
  return states.filter((state) => new RegExp(`^\\d+ \\(ffmpeg\\) [^Z] ${process.pid} `).test(state))
}

describe('a video engine whose ffmpeg fails', needsFfmpeg, () => {
  let folder: string
  let given: Buffer
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-tools-'))
    given = await makeVideo({ seconds: 0.4, sound: false })
  })
  after(() => rm(folder, { recursive: true }))

  /** ffprobe is real; ffmpeg does what the script says once it is asked to make a file. */
  async function toolsThat(script: string): Promise<VideoTools> {
    const ffmpeg = join(folder, 'ffmpeg')
    await writeFile(ffmpeg, `#!/bin/sh\ncase "$*" in *made.mp4*) ${script};; *) exec ffmpeg "$@";; esac\n`)
    await chmod(ffmpeg, 0o755)
    return { ...videoTools!, ffmpeg }
  }

  for (const [what, script, code, message] of [
    ['a disk that is full', 'echo "av_interleaved_write_frame(): No space left on device" >&2; exit 1', 'engine_failed', /room/],
    ['an encoder that dies', 'kill -SEGV $$', 'engine_failed', /ffmpeg failed/],
    ['an encoder that is ended from outside', 'kill -KILL $$', 'engine_failed', /interrupted/],
    ['an encoder that is out of processor time', 'exit 255', 'engine_failed', /interrupted/],
    ['an encoder that is missing', `echo "Unknown encoder 'libx264'" >&2; exit 1`, 'operation_unavailable', /cannot make/],
  ] as const)
    it(`tells of ${what}, and leaves nothing behind`, async () => {
      await assert.rejects(
        enhance(given, 1, await toolsThat(script)),
        (error) => isCode(code)(error) && message.test((error as Error).message),
      )
      assert.deepEqual(await ownFolders(), [])
    })

  it('kills what does not end when it is asked to', async () => {
    const controller = new AbortController()
    const tools = await toolsThat(`trap '' TERM; echo out_time_us=200000; while :; do :; done`)
    const run = enhance(given, 1, tools, controller.signal, (fraction) => {
      if (fraction > 0.03) controller.abort(new Error('stopped'))
    })
    await assert.rejects(run, /stopped/)
    assert.deepEqual(await ownFolders(), [])
  })

  it('performs nothing without an encoder, and is not there without ffmpeg', async () => {
    assert.deepEqual([...createVideoEngine({ tools: { ...videoTools!, encodes: false } }).operations.keys()], [])
    assert.equal(await findVideoTools(join(folder, 'no', 'ffmpeg')), undefined)
  })

  it('is there on a machine that is too busy to answer, and is asked again', async () => {
    const place = await mkdtemp(join(folder, 'busy-'))
    const program = async (name: string, script: string) => {
      await writeFile(join(place, name), `#!/bin/sh\n${script}\n`)
      await chmod(join(place, name), 0o755)
    }
    await program('ffprobe', 'exit 0')
    await program('ffmpeg', 'while :; do :; done')
    const [ffmpeg, ffprobe] = [join(place, 'ffmpeg'), join(place, 'ffprobe')]
    assert.deepEqual(await findVideoTools(ffmpeg, 100), { ffmpeg, ffprobe, encodes: true })
    await program('ffmpeg', 'echo no encoders')
    assert.deepEqual(await findVideoTools(ffmpeg), { ffmpeg, ffprobe, encodes: false })
  })
})
