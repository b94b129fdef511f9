import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import type { EffectMedia } from '../../src/domain/operation.ts'
import drawOnMap from '../../src/operations/control-to-image/cpu.ts'
import effect from '../../src/operations/control-map/cpu.ts'

const context = { signal: new AbortController().signal, onProgress: () => undefined }
const astronaut: EffectMedia = {
  kind: 'image',
  mime: 'image/png',
  bytes: Uint8Array.from(await readFile(new URL('../../../photos/astronaut.png', import.meta.url))),
}

async function marksOf(outputs: readonly { readonly bytes: Uint8Array }[]): Promise<(string | undefined)[]> {
  const packets = await Promise.all(outputs.map(async ({ bytes }) => (await sharp(bytes).metadata()).xmpAsString))
  return packets.map((xmp) => /digitalsourcetype\/(\w+)/.exec(xmp ?? '')?.[1])
}

describe('control-map on the CPU', () => {
  for (const [control, made, mark] of [
    ['openpose', 'model', 'trainedAlgorithmicMedia'],
    ['canny', 'algorithm', 'algorithmicMedia'],
  ] as const)
    it(`tells of a map of ${control}, and of what is drawn on it, that a ${made} made it, also in the mark of the files`, async () => {
      const map = await effect({ control }, { image: astronaut }, context)
      assert.equal(map.fidelity, made)
      assert.deepEqual(await marksOf(map.outputs), [mark])
      const input = { control, prompt: 'a woman in the park', width: 256, height: 256, count: 1, seed: 1 }
      const drawn = await drawOnMap(input, { image: astronaut }, context)
      assert.equal(drawn.fidelity, made)
      assert.deepEqual(await marksOf(drawn.outputs), [mark, mark])
    })

  it('tells that no model had a part in what is drawn on a pose map that was given', async () => {
    const { outputs } = await effect({ control: 'openpose' }, { image: astronaut }, context)
    const map: EffectMedia = { ...astronaut, bytes: outputs[0]!.bytes }
    const input = { control: 'openpose', preprocess: 'none', prompt: 'a woman in the park', width: 256, height: 256, count: 1, seed: 1 }
    assert.equal((await drawOnMap(input, { image: map }, context)).fidelity, 'algorithm')
  })
})
