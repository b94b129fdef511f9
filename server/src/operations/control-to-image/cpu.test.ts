import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { edgeAgreement } from '../../../test/helpers/edge-agreement.ts'
import { rankCorrelation, surfaceFit } from '../../../test/helpers/surface-agreement.ts'
import type { EffectMedia } from '../../domain/operation.ts'
import { decodeImage } from '../../imaging/decode.ts'
import { encodePng } from '../../imaging/encode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { findEdges } from '../../vision/control-maps/canny.ts'
import { CONTROLS as KINDS, lumaOf, toGreyPicture } from '../../vision/control-maps/control-map.ts'
import { normalsOfRelief } from '../../vision/control-maps/normals.ts'
import { drawPoseMap } from '../../vision/control-maps/pose.ts'
import { readPose } from '../../vision/control-maps/read-pose.ts'
import { JOINTS, type Skeleton } from '../../vision/control-maps/skeleton.ts'
import { CONTROLS } from '../control-fields.ts'
import { REST_POSE } from './complete-skeleton.ts'
import effect from './cpu.ts'

const SIZE = { width: 256, height: 256 }
const PHOTOS = ['astronaut.png', 'camera.png', 'chelsea.png', 'coffee.png', 'grace_hopper.jpg', 'rocket.jpg']
const TOLERANCE = 2 / 512

const photo = async (name: string): Promise<EffectMedia> => ({
  kind: 'image',
  mime: 'image/png',
  bytes: Uint8Array.from(await readFile(new URL(`../../../../photos/${name}`, import.meta.url))),
})
const media = async (map: Pixels): Promise<EffectMedia> => ({
  kind: 'image',
  mime: 'image/png',
  bytes: await encodePng(map, 'algorithmicMedia'),
})

async function draw(input: Record<string, unknown>, image: EffectMedia | undefined, signal = new AbortController().signal) {
  const wish = { prompt: 'a fox in the forest', ...SIZE, count: 1, seed: 3, ...input }
  const { outputs, warnings } = await effect(wish, image ? { image } : {}, { signal, onProgress: () => undefined })
  const named = async (name: string) => Promise.all(outputs.filter((output) => output.name === name).map(({ bytes }) => decodeImage(bytes)))
  const [pictures, [map]] = [await named('image'), await named('map')]
  return { outputs, warnings, pictures, picture: pictures[0], map, codes: warnings.map(({ code }) => code) }
}

/** A hill with a ball before it, 0 (far) .. 1 (near). */
const RELIEF = {
  ...SIZE,
  data: Float32Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
    const [x, y] = [(i % SIZE.width) / SIZE.width, Math.floor(i / SIZE.width) / SIZE.height]
    const ball = Math.hypot(x - 0.45, y - 0.6) / 0.25
    const hill = y > 0.4 + 0.1 * Math.cos(x * 9) ? 0.25 + 0.3 * y : 0.05 + 0.1 * y
    return ball < 1 ? 0.7 + 0.3 * Math.sqrt(1 - ball * ball) : hill
  }),
}
const DEPTH = toGreyPicture(
  SIZE,
  RELIEF.data.map((value) => 255 * value),
)
const REACHING: Skeleton = {
  ...Object.fromEntries(JOINTS.map((joint) => [joint, { x: 128 + 46 * REST_POSE[joint].x, y: 66 + 46 * REST_POSE[joint].y }])),
  rightElbow: { x: 70, y: 50 },
  rightWrist: { x: 48, y: 20 },
  leftKnee: { x: 176, y: 170 },
  leftAnkle: { x: 214, y: 200 },
}

describe('control-to-image on the CPU', () => {
  it('has a preprocessor and a way of drawing for the kinds that its schema names', () => {
    assert.deepEqual(KINDS, CONTROLS)
  })

  for (const name of PHOTOS)
    it(`draws the edges of ${name} and hardly others: F at least 0.9 for three prompts, 2 pixels of 512 allowed`, async () => {
      for (const prompt of ['a fox in the forest at sunset', 'a blue robot in the city at night', 'an astronaut in a red suit on mars']) {
        const { picture, map } = await draw({ control: 'canny', prompt, width: 512, height: 512 }, await photo(name))
        const { score } = edgeAgreement(await findEdges(picture!), lumaOf(map!), picture!, TOLERANCE * 512)
        assert.ok(score >= 0.9, `${prompt}: ${String(score)}`)
      }
    })

  for (const control of ['scribble', 'hed', 'mlsd'])
    it(`follows the lines of a ${control} map: at least 0.8 of its edges are found again on three photos`, async () => {
      for (const name of PHOTOS.slice(0, 3)) {
        const { picture, map } = await draw({ control, width: 512, height: 512 }, await photo(name))
        const { recall } = edgeAgreement(await findEdges(picture!), await findEdges(map!), picture!, TOLERANCE * 512)
        assert.ok(recall >= 0.8, `${name}: ${String(recall)}`)
      }
    })

  it('follows a map less and less as the strength falls, and not at all at 0', async () => {
    const image = await photo('astronaut.png')
    const recalls: number[] = []
    const { map } = await draw({ control: 'canny' }, image)
    for (const controlStrength of [0, 0.25, 0.5, 0.75, 1]) {
      const { picture } = await draw({ control: 'canny', controlStrength }, image)
      recalls.push(edgeAgreement(await findEdges(picture!), lumaOf(map!), SIZE, 1).recall)
    }
    assert.deepEqual(
      recalls,
      recalls.toSorted((a, b) => a - b),
    )
    assert.ok(recalls[4]! - recalls[0]! > 0.5, recalls.join(' '))
    const nothing = await draw({ control: 'canny', controlStrength: 0 }, image)
    const without = await draw({ control: 'canny' }, undefined)
    assert.deepEqual(nothing.picture, without.picture)
    assert.deepEqual(without.codes, ['control_image_missing'])
  })

  it('draws a figure that covers every joint of the skeleton, whatever it does', async () => {
    const image = await media(await drawPoseMap(SIZE, { skeletons: [REACHING] }))
    const input = { control: 'openpose', preprocess: 'none', prompt: 'a woman in a red dress on the beach' }
    const { picture } = await draw(input, image)
    // The place alone: the figure of a map whose skeleton stands far outside of the picture's middle would hide other parts.
    const { picture: elsewhere } = await draw(input, await media(await drawPoseMap(SIZE, { skeletons: [smallFigure(30)] })))
    const missed = JOINTS.filter((joint) => {
      const { x, y } = REACHING[joint]!
      const at = (Math.round(y) * SIZE.width + Math.round(x)) * 3
      return [0, 1, 2].every((channel) => Math.abs(picture!.data[at + channel]! - elsewhere!.data[at + channel]!) < 12)
    })
    assert.deepEqual(missed, [])
  })

  it('reads a wrist that a hip hides from the forearm that ends there', async () => {
    const seen = { ...REACHING, leftElbow: { x: 190, y: 110 }, leftWrist: REACHING.leftHip! }
    const [read] = readPose(await drawPoseMap(SIZE, { skeletons: [seen] }))
    const { x, y } = read!.leftWrist!
    assert.ok(Math.hypot(x - seen.leftHip!.x, y - seen.leftHip!.y) < 6, `${String(x)}, ${String(y)}`)
  })

  it('draws a robot of metal where the prompt is about one, and tells what of a prompt no figure can show', async () => {
    const image = await media(await drawPoseMap(SIZE, { skeletons: [REACHING] }))
    const input = { control: 'openpose', preprocess: 'none' }
    const robot = await draw({ ...input, prompt: 'a robot in the forest' }, image)
    assert.deepEqual(robot.codes, [])
    const at = (Math.round(REACHING.rightHip!.y - 20) * SIZE.width + Math.round(REACHING.rightHip!.x)) * 3
    const [red, green, blue] = robot.picture!.data.subarray(at, at + 3)
    assert.ok(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!) < 50, `${String(red)}, ${String(green)}, ${String(blue)}`)
    const rider = await draw({ ...input, prompt: 'a woman riding a horse in the fluffy park' }, image)
    assert.deepEqual(rider.codes, ['prompt_words_ignored', 'prompt_things_not_drawn'])
    assert.match(rider.warnings[1]!.message, /: horse\./)
  })

  it('keeps the order of depth: what is near is less paled by air, rank correlation at least 0.8', async () => {
    const { picture } = await draw({ control: 'depth', preprocess: 'none', prompt: 'mountains in the fog' }, await media(DEPTH))
    const far = [0, 1, 2].map((channel) => picture!.data[(2 * SIZE.width + 128) * 3 + channel]!)
    const fromAir = Float64Array.from({ length: RELIEF.data.length }, (_, i) =>
      Math.hypot(...far.map((value, channel) => picture!.data[i * 3 + channel]! - value)),
    )
    const correlation = rankCorrelation(fromAir, RELIEF.data)
    assert.ok(correlation >= 0.8, String(correlation))
  })

  it('lights the surface of a normal map: nine harmonics of its normals explain at least 0.8 of the brightness of a ball', async () => {
    const map = normalsOfRelief(RELIEF, 100)
    const { picture } = await draw({ control: 'normal', preprocess: 'none', prompt: 'a marble statue' }, await media(map))
    const { picture: other } = await draw(
      { control: 'normal', preprocess: 'none', prompt: 'a marble statue', controlStrength: 0 },
      await media(map),
    )
    const explained = surfaceFit(lumaOf(picture!), map, onBall)
    assert.ok(explained >= 0.8, String(explained))
    assert.ok(surfaceFit(lumaOf(other!), map, onBall) < explained - 0.3)
  })

  it('paints regions with borders where the map has them: at least 0.85 of them', async () => {
    const data = new Uint8Array(SIZE.width * SIZE.height * 3)
    for (let i = 0; i < SIZE.width * SIZE.height; i++) {
      const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)]
      const colour = Math.hypot(x - 150, y - 120) < 50 ? [4, 200, 3] : y > 150 ? [61, 230, 250] : [6, 230, 230]
      data.set(colour, i * 3)
    }
    const map: Pixels = { ...SIZE, channels: 3, data }
    const { picture } = await draw({ control: 'seg', preprocess: 'none', prompt: 'a lake at noon' }, await media(map))
    const { recall } = edgeAgreement(await findEdges(picture!), await findEdges(map), SIZE, 2)
    assert.ok(recall >= 0.85, String(recall))
  })

  for (const control of CONTROLS)
    it(`draws ${control} with the same pixels for a seed, others for another seed and another prompt, and gives the map`, async () => {
      const maps: Partial<Record<string, Pixels>> = {
        openpose: await drawPoseMap(SIZE, { skeletons: [REACHING] }),
        depth: DEPTH,
        seg: DEPTH,
        normal: normalsOfRelief(RELIEF, 100),
      }
      const given = maps[control]
      const image = given ? await media(given) : await photo('coffee.png')
      const input = { control, preprocess: given ? 'none' : 'auto' }
      const [one, again] = [await draw({ ...input, count: 2 }, image), await draw(input, image)]
      assert.deepEqual(one.picture, again.picture)
      assert.notDeepEqual(one.pictures[1], one.picture)
      const other = await draw({ ...input, prompt: 'a blue whale in the sea at night' }, image)
      assert.deepEqual(other.map, one.map)
      const apart = Math.hypot(...[0, 1, 2].map((channel) => meanOf(one.picture!, channel) - meanOf(other.picture!, channel)))
      assert.ok(apart > 20, `mean colours are ${String(apart)} apart`)
      assert.deepEqual(one.outputs.map(({ name }) => name), ['image', 'image', 'map']) // prettier-ignore
      if (given) assert.deepEqual(one.map, given)
    })

  it('tells when a picture has nothing to follow', async () => {
    const blank = toGreyPicture(SIZE, new Uint8Array(SIZE.width * SIZE.height))
    assert.deepEqual((await draw({ control: 'canny' }, await media(blank))).codes, ['control_map_empty'])
  })

  it('gives the size that was asked for, also beyond that of its work', async () => {
    const { picture, map } = await draw({ control: 'scribble', width: 1500, height: 1000 }, await photo('rocket.jpg'))
    assert.deepEqual([picture!.width, picture!.height], [1500, 1000])
    assert.deepEqual([map!.width, map!.height], [768, 512])
  })

  it('stops when its signal is aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    controller.abort(reason)
    await assert.rejects(draw({ control: 'hed' }, await photo('coffee.png'), controller.signal), (error) => error === reason)
  })
})

function onBall(pixel: number): boolean {
  return Math.hypot((pixel % SIZE.width) / SIZE.width - 0.45, Math.floor(pixel / SIZE.width) / SIZE.height - 0.6) < 0.23
}

function smallFigure(x: number): Skeleton {
  return Object.fromEntries(JOINTS.map((joint) => [joint, { x: x + 9 * REST_POSE[joint].x, y: 190 + 9 * REST_POSE[joint].y }]))
}

function meanOf({ data }: Pixels, channel: number): number {
  let sum = 0
  for (let at = channel; at < data.length; at += 3) sum += data[at]!
  return (sum * 3) / data.length
}
