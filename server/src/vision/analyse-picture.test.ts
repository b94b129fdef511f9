import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { decodeImage } from '../imaging/decode.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { createRandom } from '../imaging/random.ts'
import { analysePicture } from './analyse-picture.ts'
import { faceSimilarity } from './faces.ts'
import type { Point } from './geometry.ts'

const file = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))
const photo = async (name: string) => decodeImage(await file(name))
const change = async (name: string, work: (image: Sharp) => Sharp) =>
  decodeImage(
    await work(
      sharp(await file(name))
        .removeAlpha()
        .toColourspace('srgb'),
    )
      .png()
      .toBuffer(),
  )
const copy = (pixels: Pixels): Pixels => ({ ...pixels, data: Uint8Array.from(pixels.data) })

function near(actual: Point, wanted: readonly [number, number], within: number) {
  const distance = Math.hypot(actual.x - wanted[0], actual.y - wanted[1])
  assert.ok(distance <= within, `${actual.x.toFixed(1)}, ${actual.y.toFixed(1)} is ${distance.toFixed(1)} pixels from ${wanted.join(', ')}`)
}

async function onlyFace(pixels: Pixels) {
  const faces = await analysePicture(pixels).faces()
  assert.equal(faces.length, 1)
  return faces[0]
}

describe('the analysis of a picture', () => {
  for (const [name, count] of Object.entries({
    'astronaut.png': 1,
    'grace_hopper.jpg': 1,
    'camera.png': 1,
    'chelsea.png': 0,
    'coffee.png': 0,
    'rocket.jpg': 0,
  }))
    it(`finds ${count === 0 ? 'no face' : 'the one face'} in ${name}`, async () => {
      assert.equal((await analysePicture(await photo(name)).faces()).length, count)
    })

  it('finds both faces of a picture of two, the larger one first', async () => {
    const small = await sharp(await file('astronaut.png'))
      .resize(300)
      .png()
      .toBuffer()
    const both = await change('grace_hopper.jpg', (image) =>
      image.extend({ right: 300, background: '#889' }).composite([{ input: small, left: 512, top: 100 }]),
    )
    const [first, second, ...others] = await analysePicture(both).faces()
    assert.equal(others.length, 0)
    assert.ok(first && second && first.box.left < 512 && second.box.left > 512 && first.box.width > second.box.width)
  })

  it('puts eyes, mouth and chin where they were seen by hand, at any size of the picture', async () => {
    for (const scale of [0.5, 1, 4]) {
      const { mesh, iris } = await onlyFace(await change('astronaut.png', (image) => image.resize(512 * scale)))
      const at = (x: number, y: number) => [x * scale, y * scale] as const
      near(iris.right.centre, at(205, 101), 3 * scale)
      near(iris.left.centre, at(247, 104), 3 * scale)
      near(mesh[13]!, at(226, 144), 6 * scale)
      near(mesh[152]!, at(221, 174), 8 * scale)
    }
  })

  it('tells the pose in degrees: a picture turned clockwise adds to the roll, a mirror image turns the yaw to the other side', async () => {
    const upright = await onlyFace(await photo('grace_hopper.jpg'))
    const turned = await onlyFace(await change('grace_hopper.jpg', (image) => image.rotate(20)))
    assert.ok(Math.abs(turned.pose.roll - upright.pose.roll - 20) < 5, `${String(upright.pose.roll)} to ${String(turned.pose.roll)}`)
    const aside = await onlyFace(await photo('camera.png'))
    const mirrored = await onlyFace(await change('camera.png', (image) => image.flop()))
    assert.ok(aside.pose.yaw > 20 && mirrored.pose.yaw < 0, `${String(aside.pose.yaw)} and ${String(mirrored.pose.yaw)}`)
  })

  it('tells people apart, and knows one again in another light and turned', async () => {
    const astronaut = await onlyFace(await photo('astronaut.png'))
    const again = await onlyFace(await change('astronaut.png', (image) => image.modulate({ brightness: 0.8 }).rotate(8)))
    const other = await onlyFace(await photo('grace_hopper.jpg'))
    assert.ok(faceSimilarity(astronaut.embedding, again.embedding) > 0.5)
    assert.ok(faceSimilarity(astronaut.embedding, other.embedding) < 0.5)
    assert.equal(astronaut.emotions[0]?.emotion, 'happy')
  })

  it('finds the shoulders of people, and no body in a cup', async () => {
    const [body, ...others] = await analysePicture(await photo('grace_hopper.jpg')).bodies()
    assert.equal(others.length, 0)
    near(body!.keypoints.rightShoulder, [83, 427], 45)
    near(body!.keypoints.leftShoulder, [457, 432], 45)
    assert.deepEqual(await analysePicture(await photo('coffee.png')).bodies(), [])
  })

  it('finds a person, a cat and a cup', async () => {
    for (const [name, label] of Object.entries({ 'astronaut.png': 'person', 'chelsea.png': 'cat', 'coffee.png': 'cup' }))
      assert.equal((await analysePicture(await photo(name)).objects())[0]?.label, label)
  })

  it('works each part out once per content: the same pixels in another buffer get the same answer, other pixels another', async () => {
    const pixels = await photo('astronaut.png')
    const faces = await analysePicture(pixels).faces()
    assert.equal(await analysePicture(copy(pixels)).faces(), faces)
    const other = copy(pixels)
    other.data[0] ^= 1
    assert.notEqual(await analysePicture(other).faces(), faces)
  })

  it('does not remember the picture before: what it finds is the same in any order', async () => {
    // One bit differs, so nothing is taken from what is kept; a shift of some pixels is what trackers of videos would smooth away.
    const variant = async (bit: number) => {
      const pixels = copy(await photo('astronaut.png'))
      pixels.data[0] ^= bit
      return analysePicture(pixels)
    }
    const look = async (analysis: ReturnType<typeof analysePicture>) => [
      await analysis.faces(),
      await analysis.bodies(),
      await analysis.hands(),
    ]
    const before = await look(await variant(1))
    await look(analysePicture(await change('astronaut.png', (image) => image.extract({ left: 1, top: 1, width: 508, height: 508 }))))
    const after = await look(await variant(2))
    assert.deepEqual(after, before)
  })

  it('leaves fetch as it was', () => {
    assert.match(Function.prototype.toString.call(fetch), /^function fetch|^async function fetch|\[native code\]/)
  })
})

describe('the quality of a picture', () => {
  const quality = async (pixels: Pixels) => analysePicture(pixels).quality()

  it('measures noise that was put on, within a quarter', async () => {
    for (const deviation of [6, 14]) {
      const random = createRandom(3)
      const gaussian = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
      const noisy = copy(await photo('rocket.jpg'))
      // Grey noise: each pixel's channels move together.
      for (let i = 0; i < noisy.data.length; i += noisy.channels) {
        const noise = deviation * gaussian()
        for (let channel = 0; channel < 3; channel++)
          noisy.data[i + channel] = Math.max(0, Math.min(255, Math.round(noisy.data[i + channel] + noise)))
      }
      const { noise } = await quality(noisy)
      assert.ok(Math.abs(noise / deviation - 1) < 0.25, `${String(noise)} instead of ${String(deviation)}`)
    }
  })

  it('sees that a blurred picture is not sharp', async () => {
    for (const name of ['astronaut.png', 'coffee.png', 'camera.png']) {
      assert.ok((await quality(await photo(name))).sharpness > 0.5)
      assert.ok((await quality(await change(name, (image) => image.blur(2)))).sharpness < 0.3)
    }
  })

  it('tells the direction of a cast, and of the light', async () => {
    const plain = await quality(await photo('camera.png'))
    const yellow = await quality(
      await change('camera.png', (image) =>
        image.recomb([
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 0.75],
        ]),
      ),
    )
    const dark = await quality(await change('camera.png', (image) => image.linear(0.4, 0)))
    assert.ok(Math.abs(plain.cast.b) < 1 && yellow.cast.b > 10)
    assert.ok(dark.exposure.median < plain.exposure.median * 0.5 && dark.contrast < plain.contrast * 0.5)
    assert.ok(plain.chroma < 1)
  })
})
