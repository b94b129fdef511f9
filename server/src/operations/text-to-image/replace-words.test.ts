/** The threshold of replacement, measured with the real model: what must be taken for something else, and what must not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { loadSentenceEmbedder } from '../../language/embed-sentences.ts'
import { replaceUnknownWords } from '../../scenes/parse/replace-unknown-words.ts'
import type { PartOfSpeech } from '../../scenes/scene.ts'
import { startTfjs } from '../../vision/tfjs.ts'

const ACCEPTED: readonly (readonly [word: string, part: PartOfSpeech, stand: RegExp])[] = [
  ['mutt', 'noun', /dachshund|dog|terrier/],
  ['woodland', 'noun', /wood|forest/],
  ['steamship', 'noun', /ship|boat|steamer/],
  ['motorboat', 'noun', /boat/],
  ['sedan', 'noun', /car|automobile/],
  ['hatchback', 'noun', /car|automobile/],
  ['sorcerer', 'noun', /wizard|witch/],
  ['bungalow', 'noun', /cottage|house/],
  ['gentleman', 'noun', /man|guy/],
  ['suburb', 'noun', /town|city/],
  ['joyous', 'adjective', /joyful|cheerful|happy/],
  ['gleeful', 'adjective', /joyful|cheerful|happy/],
  ['drizzly', 'adjective', /drizzle|rain/],
]
const REJECTED =
  'invoice tax contract democracy algorithm quarterly meeting justice software freedom strategy inflation theorem password economy receipt spreadsheet mortgage philosophy server database'.split(
    ' ',
  )

describe('replacement with the sentence encoder', () => {
  it('finds what an unknown word comes near to', async () => {
    const embed = await loadSentenceEmbedder(startTfjs)
    const found = await replaceUnknownWords({ unknownWords: ACCEPTED.map(([word, part]) => ({ word, part })) }, embed)
    for (const [word, , stand] of ACCEPTED) assert.match(found.get(word) ?? 'nothing', stand, word)
  })

  it('turns no idea into a thing', async () => {
    const embed = await loadSentenceEmbedder(startTfjs)
    const found = await replaceUnknownWords({ unknownWords: REJECTED.map((word) => ({ word, part: 'noun' })) }, embed)
    assert.deepEqual([...found], [])
  })
})

describe('the sentence encoder in a worker thread with ESRGAN', () => {
  for (const order of ['encoder first', 'encoder last'] as const)
    it(`gives the same numbers and says nothing, ${order}`, async () => {
      const { vector, upscaled, noise } = await runInWorker(order)
      const [here] = await (await loadSentenceEmbedder(startTfjs))(['a cat sleeps on the plane'])
      assert.deepEqual(vector, here)
      assert.ok(upscaled > 0)
      assert.equal(noise, '')
    })
})

interface Answer {
  readonly vector: Float32Array
  readonly upscaled: number
  readonly noise: string
}

async function runInWorker(order: string): Promise<Answer> {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads'
    const { base, order, picture } = workerData
    const { startTfjs } = await import(new URL('vision/tfjs.ts', base))
    const encode = async () => {
      const { loadSentenceEmbedder } = await import(new URL('language/embed-sentences.ts', base))
      const [vector] = await (await loadSentenceEmbedder(startTfjs))(['a cat sleeps on the plane'])
      return vector
    }
    const upscale = async () => {
      const { default: effect } = await import(new URL('operations/upscale-image/cpu.ts', base))
      const context = { signal: new AbortController().signal, onProgress: () => undefined }
      const { outputs } = await effect({ factor: 2, faces: false }, { image: { kind: 'image', mime: 'image/png', bytes: picture } }, context)
      return outputs[0].bytes.byteLength
    }
    const answer = {}
    if (order === 'encoder first') { answer.vector = await encode(); answer.upscaled = await upscale() }
    else { answer.upscaled = await upscale(); answer.vector = await encode() }
    parentPort.postMessage(answer)`
  const picture = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#4080c0' } })
    .png()
    .toBuffer()
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { base: new URL('../../', import.meta.url).href, order, picture: Uint8Array.from(picture) },
    stdout: true,
    stderr: true,
  })
  let noise = ''
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (chunk: Buffer) => (noise += chunk.toString()))
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  const answer = await new Promise<Omit<Answer, 'noise'>>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await worker.terminate()
  await exited
  return { ...answer, noise }
}
