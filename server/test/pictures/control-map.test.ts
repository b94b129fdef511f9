import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, it } from 'node:test'
import sharp from 'sharp'
import type { EffectMedia } from '../../src/domain/operation.ts'
import drawOnMap from '../../src/operations/control-to-image/cpu.ts'
import effect from '../../src/operations/control-map/cpu.ts'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { operations } from '../../src/operations/index.ts'
import { classOfColour } from '../../src/vision/control-maps/scene-classes.ts'

const engine = createBuiltinEngine({ operations })
after(() => engine.close())
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
    ['seg', 'model', 'trainedAlgorithmicMedia'],
    ['depth', 'model', 'trainedAlgorithmicMedia'],
    ['canny', 'algorithm', 'algorithmicMedia'],
    ['mlsd', 'algorithm', 'algorithmicMedia'],
  ] as const)
    it(`tells of a map of ${control} that a ${made} made it, and of what is drawn on it that an algorithm did, also in the mark of the files`, async () => {
      const map = await effect({ control }, { image: astronaut }, context)
      assert.equal(map.fidelity, made)
      assert.deepEqual(await marksOf(map.outputs), [mark])
      const input = { control, prompt: 'a woman in the park', width: 256, height: 256, count: 1, seed: 1 }
      const drawn = await drawOnMap(input, { image: astronaut }, context)
      assert.equal(drawn.fidelity, 'algorithm')
      assert.deepEqual(await marksOf(drawn.outputs), ['algorithmicMedia', mark])
    })

  for (const [photo, name, least] of [
    ['astronaut.png', 'person', 0.85],
    ['chelsea.png', 'animal', 0.85],
    ['coffee.png', 'glass', 0.3],
  ] as const)
    it(`knows the ${name} of ${photo}: its region and the cut-out share at least ${String(least)} of both, nine tenths of it lie in the cut-out`, async () => {
      const bytes = () => readFile(new URL(`../../../photos/${photo}`, import.meta.url))
      const run = async (operation: string, input: Record<string, unknown>) => {
        const image: EffectMedia = { kind: 'image', mime: 'image/png', bytes: Uint8Array.from(await bytes()) }
        const { outputs } = await engine.run({ jobId: `job_${operation}`, operation, input, media: { image } }, context)
        return sharp(outputs[0]!.bytes).ensureAlpha().raw().toBuffer()
      }
      const [map, cut] = [await run('control-map', { control: 'seg' }), await run('remove-background', { subject: 'auto' })]
      assert.equal(map.length, cut.length)
      const colours = new Set<number>()
      let [shared, ofRegion, either] = [0, 0, 0]
      for (let at = 0; at < map.length; at += 4) {
        colours.add(map.readUIntBE(at, 3))
        const isRegion = classOfColour(map[at]!, map[at + 1]!, map[at + 2]!) === name
        const isCut = cut[at + 3]! > 127
        if (isRegion) ofRegion++
        if (isRegion && isCut) shared++
        if (isRegion || isCut) either++
      }
      assert.ok(shared / either >= least, String(shared / either))
      assert.ok(shared / ofRegion >= 0.9, String(shared / ofRegion))
      assert.ok(colours.size >= 3 && colours.size <= 80, `${String(colours.size)} regions`)
    })

  it('tells that no model had a part in what is drawn on a pose map that was given', async () => {
    const { outputs } = await effect({ control: 'openpose' }, { image: astronaut }, context)
    const map: EffectMedia = { ...astronaut, bytes: outputs[0]!.bytes }
    const input = { control: 'openpose', preprocess: 'none', prompt: 'a woman in the park', width: 256, height: 256, count: 1, seed: 1 }
    assert.equal((await drawOnMap(input, { image: map }, context)).fidelity, 'algorithm')
  })
})
