import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { AtelierError, type ErrorCode } from '../../domain/errors.ts'
import { DEFAULT_IMAGE_LIMITS } from './image-limits.ts'
import { inspectImage, probeImage } from './inspect-image.ts'

/** 64 x 48, left half red, right half blue, with a GPS position. Drawn with sharp, encoded with heif-enc 1.15. */
const HEIC = Buffer.from(
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAeFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAAExpbG9jAQAAAERAAAMAAQAAAAAAAAIFAAEAAAAAAAAASAACAAEAAAAAAAAAAQAAAAAAAAAIAAMAAAAAAAACTQABAAAAAAAAAPoAAABNaWluZgAAAAAAAwAAABVpbmZlAgAAAQABAABodmMxAAAAABVpbmZlAgAAAAACAABncmlkAAAAABVpbmZlAgAAAQADAABFeGlmAAAAANVpcHJwAAAAs2lwY28AAABzaHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAABABhAAQwB//8DcAAAAwCQAAADAAADAB66AkAhAAEAJ0IBAQNwAAADAJAAAAMAAAMAHqAggQWW6uSmubAgAAADACAAAAMAISIAAQAGRAHBc8CJAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAUaXNwZQAAAAAAAABAAAAAMAAAABBwaXhpAAAAAAMICAgAAAAaaXBtYQAAAAAAAAACAAECgQIAAgIDhAAAAChpcmVmAAAAAAAAAA5kaW1nAAIAAQABAAAADmNkc2MAAwABAAIAAAFKbWRhdAAAAEQoAa8TgPUngT//4P1H/7c+eH3dnzE//SPyP5VoX/5CZ3iSU4SUlCeGczRZnEjEyIWI3cqw/+K6Bcss4czkisXL1OELGAAAAABJSSoACAAAAAcAEgEDAAEAAAABAAAAGgEFAAEAAABiAAAAGwEFAAEAAABqAAAAKAEDAAEAAAACAAAAEwIDAAEAAAABAAAAaYcEAAEAAAByAAAAJYgEAAEAAADAAAAAAAAAADhjAADoAwAAOGMAAOgDAAAGAACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAQAAAAAOgBAABAAAAMAAAAAAAAAACAAEAAgACAAAATgAAAAIABQADAAAA3gAAAAAAAAAzAAAAAQAAAB4AAAABAAAAAAAAAAEAAAA=',
  'base64',
)

const photo = (name: string): Promise<Buffer> => readFile(new URL(`../../../../photos/${name}`, import.meta.url))
const rocket = await photo('rocket.jpg')

const SECRET = 'taken in the garden of Ada'
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>${SECRET}</rdf:Description></rdf:RDF></x:xmpmeta>`

/** A small photo as a phone writes it: position, description and XMP, a wide colour profile, lying on its side. */
function phonePhoto(orientation: number): Sharp {
  return sharp(rocket)
    .resize(160)
    .withExif({ IFD0: { ImageDescription: SECRET }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .withXmp(XMP)
    .withIccProfile('p3')
    .withMetadata({ orientation })
}

const ENCODERS: Readonly<Record<string, (source: Sharp) => Promise<Buffer>>> = {
  'image/jpeg': (source) => source.jpeg().toBuffer(),
  'image/jpeg, progressive': (source) => source.jpeg({ progressive: true, optimiseScans: true }).toBuffer(),
  'image/png': (source) => source.png().toBuffer(),
  'image/png, palette': (source) => source.png({ palette: true }).toBuffer(),
  'image/webp': (source) => source.webp().toBuffer(),
  'image/webp, lossless': (source) => source.webp({ lossless: true }).toBuffer(),
}

/** Pixels as a browser shows them: upright, in sRGB, all frames. */
async function pixelsOf(bytes: Uint8Array): Promise<Buffer> {
  const { pages = 1 } = await sharp(bytes).metadata()
  const source = pages > 1 ? sharp(bytes, { animated: true }) : sharp(bytes).autoOrient()
  return await source.toColourspace('srgb').raw().toBuffer()
}

/** The pixel data as stored, all frames: no orientation, no colour management. */
async function storedPixelsOf(bytes: Uint8Array): Promise<Buffer> {
  return await sharp(bytes, { animated: true }).ensureAlpha().keepIccProfile().raw().toBuffer()
}

async function rejectsWith(code: ErrorCode, promise: Promise<unknown>, what?: string): Promise<void> {
  await assert.rejects(promise, (error: unknown) => error instanceof AtelierError && error.code === code, what)
}

const holds = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(text)

for (const [format, encode] of Object.entries(ENCODERS)) {
  test(`private metadata is gone from ${format}, and the picture looks the same`, async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const before = await encode(phonePhoto(orientation))
      assert.ok(holds(before, SECRET), 'the original holds what must go')
      const { bytes, mime, width, height, frames } = await inspectImage(before)

      const metadata = await sharp(bytes).metadata()
      assert.equal(holds(bytes, SECRET), false)
      assert.equal(holds(bytes, 'adobe:ns:meta'), false)
      assert.equal(metadata.xmp, undefined)
      assert.equal(metadata.exif?.includes('garden') ?? false, false)
      // The minimal block is 26 bytes, with the prefix of JPEG 32; a GPS directory has no room in it.
      assert.ok((metadata.exif?.length ?? 0) <= 32)
      assert.equal(metadata.exif === undefined, orientation === 1)

      assert.equal(metadata.orientation ?? 1, orientation)
      assert.deepEqual(metadata.icc, (await sharp(before).metadata()).icc)
      assert.deepEqual(await storedPixelsOf(bytes), await storedPixelsOf(before))
      assert.deepEqual(await pixelsOf(bytes), await pixelsOf(before))

      const upright = orientation >= 5 ? { width: 107, height: 160 } : { width: 160, height: 107 }
      assert.deepEqual({ mime, width, height, frames }, { mime: format.split(',')[0], ...upright, frames: 1 })
      assert.deepEqual(await probeImage(bytes), { mime, width, height })
    }
  })

  test(`a clean ${format} is left exactly as it is, and cleaning twice changes nothing`, async () => {
    const plain = await encode(sharp(rocket).resize(100))
    const once = await inspectImage(plain)
    assert.deepEqual(Buffer.from(once.bytes), plain)
    const turned = await inspectImage(await encode(phonePhoto(6)))
    assert.deepEqual((await inspectImage(turned.bytes)).bytes, turned.bytes)
  })
}

const ANIMATIONS: Readonly<Record<string, (source: Sharp) => Promise<Buffer>>> = {
  'image/gif': (source) => source.gif({ loop: 3, delay: [100, 200, 300] }).toBuffer(),
  'image/webp': (source) =>
    source
      .webp({ loop: 3, delay: [100, 200, 300] })
      .withXmp(XMP)
      .toBuffer(),
}

const frame = (red: number): Buffer => Buffer.alloc(8 * 8 * 3, Buffer.from([red, 80, 120]))
const threeFrames = (): Sharp =>
  sharp(Buffer.concat([frame(10), frame(120), frame(240)]), { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } })

for (const [mime, encode] of Object.entries(ANIMATIONS)) {
  test(`an animated ${mime} keeps its frames, delays and loop, and loses its notes`, async () => {
    const plain = await encode(threeFrames())
    const before = mime === 'image/gif' ? withGifNotes(plain) : plain
    assert.ok(holds(before, SECRET))
    const { bytes, ...facts } = await inspectImage(before)
    assert.deepEqual(facts, { mime, width: 8, height: 8, frames: 3 })
    assert.equal(holds(bytes, SECRET), false)
    const metadata = await sharp(bytes, { animated: true }).metadata()
    assert.deepEqual([metadata.pages, metadata.delay, metadata.loop], [3, [100, 200, 300], 3])
    assert.deepEqual(await storedPixelsOf(bytes), await storedPixelsOf(before))
  })
}

/** Adds a comment, XMP and a private application block in front of the first picture. */
function withGifNotes(gif: Buffer): Buffer {
  const subBlocks = Buffer.concat([Buffer.from([SECRET.length]), Buffer.from(SECRET), Buffer.from([0])])
  const application = (name: string): Buffer => Buffer.concat([Buffer.from([0x21, 0xff, 11]), Buffer.from(name), subBlocks])
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe]), subBlocks])
  const at = 13 + (((gif[10] ?? 0) & 0x80) === 0 ? 0 : 3 << (((gif[10] ?? 0) & 7) + 1))
  return Buffer.concat([gif.subarray(0, at), comment, application('XMP DataXMP'), application('SECRETAPP10'), gif.subarray(at)])
}

test('provenance marks (C2PA) of a JPEG and a PNG are kept', async () => {
  const jpeg = await sharp(rocket).resize(50).jpeg().toBuffer()
  const manifest = Buffer.from([0xff, 0xeb, 0, 12, ...Buffer.from('JPc2pa-box')])
  const marked = Buffer.concat([jpeg.subarray(0, 2), manifest, jpeg.subarray(2)])
  assert.ok(holds((await inspectImage(marked)).bytes, 'JPc2pa-box'))

  const png = await sharp(rocket).resize(50).png().toBuffer()
  const withManifest = Buffer.concat([png.subarray(0, 33), pngChunk('caBX', Buffer.from('c2pa-box')), png.subarray(33)])
  assert.deepEqual(Buffer.from((await inspectImage(withManifest)).bytes), withManifest)
})

test('other private parts of a file are gone: comments, maker notes, thumbnails, text and times', async () => {
  const jpeg = await sharp(rocket).resize(50).jpeg().toBuffer()
  const segment = (marker: number, text: string): Buffer => Buffer.from([0xff, marker, 0, text.length + 2, ...Buffer.from(text, 'latin1')])
  for (const [marker, prefix] of [
    [0xfe, ''],
    [0xe0, 'JFXX\0'],
    [0xe1, 'http://ns.adobe.com/xap/1.0/\0'],
    [0xe2, 'MPF\0'],
    [0xe3, 'Exif\0\0'],
    [0xec, 'Ducky'],
    [0xed, 'Photoshop 3.0\0'],
  ] as const) {
    const marked = Buffer.concat([jpeg.subarray(0, 2), segment(marker, prefix + SECRET), jpeg.subarray(2)])
    assert.deepEqual(Buffer.from((await inspectImage(marked)).bytes), jpeg, prefix)
  }
  const png = await sharp(rocket).resize(50).png().toBuffer()
  for (const type of ['tEXt', 'zTXt', 'iTXt', 'tIME', 'prVt']) {
    const marked = Buffer.concat([png.subarray(0, 33), pngChunk(type, Buffer.from(`Note\0${SECRET}`)), png.subarray(33)])
    assert.deepEqual(Buffer.from((await inspectImage(marked)).bytes), png, type)
  }
})

test('the thumbnail inside a JFIF header is gone, its resolution stays', async () => {
  const jpeg = await sharp(rocket).resize(50).jpeg().toBuffer()
  const jfif = Buffer.concat([Buffer.from('JFIF\0\x01\x02\x01\0\x60\0\x60\x02\x02', 'latin1'), Buffer.alloc(12, 'T')])
  const header = Buffer.concat([Buffer.from([0xff, 0xe0, 0, jfif.length + 2]), jfif])
  const rest = jpeg.subarray(4 + jpeg.readUInt16BE(4))
  const { bytes } = await inspectImage(Buffer.concat([jpeg.subarray(0, 2), header, jpeg[3] === 0xe0 ? rest : jpeg.subarray(2)]))
  assert.equal(holds(bytes, 'TTTT'), false)
  assert.equal((await sharp(bytes).metadata()).density, 96)
})

test('what follows the end of the picture is cut off: no file is two files', async () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(`<script>${SECRET}</script>`)])
  const encoders = { ...ENCODERS, 'image/gif': (source: Sharp) => source.gif().toBuffer() }
  for (const [format, encode] of Object.entries(encoders)) {
    const plain = await encode(sharp(rocket).resize(64))
    assert.deepEqual(Buffer.from((await inspectImage(Buffer.concat([plain, zip]))).bytes), plain, format)
  }
})

test('a picture in millions of pieces is refused without going through them', async () => {
  const jpeg = await sharp(rocket).resize(20).jpeg().toBuffer()
  const comments = Buffer.alloc(800_000, Buffer.from([0xff, 0xfe, 0, 2]))
  await rejectsWith('media_too_large', inspectImage(Buffer.concat([jpeg.subarray(0, 2), comments, jpeg.subarray(2)])))
  const chunks = Buffer.alloc(2_400_000, pngChunk('prVt', Buffer.alloc(0)))
  const png = pngOf(10, 10, deflateSync(Buffer.alloc(110)))
  await rejectsWith('media_too_large', inspectImage(Buffer.concat([png.subarray(0, 33), chunks, png.subarray(33)])))
  await rejectsWith('media_too_large', inspectImage(gifOf(2, 2, 200_000)))
  const webp = Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'),
    Buffer.alloc(1_600_000, 'ANMF\0\0\0\0'),
  ])
  webp.writeUInt32LE(webp.length - 8, 4)
  await rejectsWith('media_too_large', inspectImage(webp))
})

test('a private chunk inside a frame of an animated WebP is gone', async () => {
  const webp = await threeFrames().webp().toBuffer()
  const at = webp.indexOf('ANMF')
  const end = at + 8 + webp.readUInt32LE(at + 4)
  const note = Buffer.concat([Buffer.from('NOTE'), Buffer.from([SECRET.length, 0, 0, 0]), Buffer.from(SECRET)])
  const marked = Buffer.concat([webp.subarray(0, end), note, webp.subarray(end)])
  marked.writeUInt32LE(end - at - 8 + note.length, at + 4)
  marked.writeUInt32LE(marked.length - 8, 4)
  const { bytes, frames } = await inspectImage(marked)
  assert.equal(frames, 3)
  assert.deepEqual(Buffer.from(bytes), webp)
})

test('the bytes that are handed in are left as they are', async () => {
  for (const [format, encode] of Object.entries(ENCODERS)) {
    const bytes = await encode(phonePhoto(6))
    const copy = Buffer.from(bytes)
    await inspectImage(bytes)
    assert.deepEqual(bytes, copy, format)
  }
})

test('real photos pass with their pixels untouched', async () => {
  for (const name of ['astronaut.png', 'camera.png', 'chelsea.png', 'coffee.png', 'grace_hopper.jpg', 'rocket.jpg']) {
    const before = await photo(name)
    const { bytes } = await inspectImage(before)
    assert.deepEqual(await storedPixelsOf(bytes), await storedPixelsOf(before), name)
    assert.equal(holds(bytes, 'wikimedia'), false)
  }
})

test('TIFF and AVIF become upright PNG with the same pixels and no metadata', async () => {
  const sources = {
    tiff: await phonePhoto(6).tiff({ compression: 'lzw' }).toBuffer(),
    avif: await phonePhoto(6).avif({ effort: 0 }).toBuffer(),
  }
  for (const [format, before] of Object.entries(sources)) {
    const { bytes, ...facts } = await inspectImage(before)
    assert.deepEqual(facts, { mime: 'image/png', width: 107, height: 160, frames: 1 }, format)
    assert.equal(holds(bytes, SECRET), false)
    assert.equal((await sharp(bytes).metadata()).exif, undefined)
    assert.deepEqual(await pixelsOf(bytes), await sharp(before).autoOrient().png().toBuffer().then(pixelsOf), format)
  }
})

test('HEIC becomes PNG', async () => {
  assert.ok(holds(HEIC, 'Exif'))
  const { bytes, ...facts } = await inspectImage(HEIC)
  assert.deepEqual(facts, { mime: 'image/png', width: 64, height: 48, frames: 1 })
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (x: number): number[] => [...data.subarray((24 * info.width + x) * 3, (24 * info.width + x) * 3 + 3)]
  const near = (x: number, colour: number[]): boolean => at(x).every((value, index) => Math.abs(value - (colour[index] ?? 0)) < 12)
  assert.ok(near(8, [0xc0, 0x20, 0x20]), String(at(8)))
  assert.ok(near(56, [0x20, 0x40, 0xc0]), String(at(56)))
})

test('a HEIC that is cut off is broken, one with too many pixels too large', async () => {
  await rejectsWith('media_broken', inspectImage(HEIC.subarray(0, 700)))
  const noPicture = Buffer.from(HEIC).fill(0, HEIC.indexOf('mdat') + 4)
  await rejectsWith('media_broken', inspectImage(noPicture))
  await rejectsWith('media_too_large', inspectImage(HEIC, { ...DEFAULT_IMAGE_LIMITS, maxPixels: 64 * 48 - 1 }))
})

test('a file that is cut off anywhere is never taken', async () => {
  const encoders = {
    ...ENCODERS,
    'image/gif': (source: Sharp) => source.gif().toBuffer(),
    'image/avif': (source: Sharp) => source.avif({ effort: 0 }).toBuffer(),
  }
  for (const [format, encode] of Object.entries(encoders)) {
    const whole = await encode(sharp(rocket).resize(40))
    for (let length = 64; length < whole.length; length += Math.ceil(whole.length / 40)) {
      await rejectsWith('media_broken', inspectImage(whole.subarray(0, length)), `${format} ${length}`)
    }
    await rejectsWith('media_broken', inspectImage(whole.subarray(0, -1)), format)
  }
})

test('a file that is whole in form but whose pixels are cut off is broken', async () => {
  const half = deflateSync(Buffer.alloc(101 * 50))
  await rejectsWith('media_broken', inspectImage(pngOf(100, 100, half)))
  await rejectsWith('media_broken', inspectImage(pngOf(100, 100, deflateSync(Buffer.alloc(101 * 100)).subarray(0, -20))))
})

test('a decoder that takes too long is stopped', async () => {
  // Starting the thread alone takes longer than this.
  await rejectsWith('media_too_large', inspectImage(HEIC, { ...DEFAULT_IMAGE_LIMITS, decodeTimeoutMs: 1 }))
  assert.equal((await inspectImage(HEIC)).width, 64)
})

test('a picture of 30000 x 30000 pixels in some kilobytes is refused from its header', async () => {
  // The pixels are missing: had anything decoded them, the answer would be media_broken.
  await rejectsWith('media_too_large', inspectImage(pngOf(30_000, 30_000, deflateSync(Buffer.alloc(1000)))))
  const gif = gifOf(30_000, 30_000, 1)
  await rejectsWith('media_too_large', inspectImage(gif))
  const tiff = await sharp({ create: { width: 100, height: 100, channels: 3, background: 'red' } })
    .tiff()
    .toBuffer()
  await rejectsWith('media_too_large', inspectImage(tiff, { ...DEFAULT_IMAGE_LIMITS, maxPixels: 9_999 }))
})

test('the pixel limit holds for a GIF whose later frame is larger than its screen', async () => {
  const large = Buffer.concat([gifOf(2, 2, 1).subarray(0, -1), gifFrame(60_000, 60_000), Buffer.from([0x3b])])
  await rejectsWith('media_too_large', inspectImage(large))
})

test('a GIF of 10,000 frames is refused, as many as allowed are taken', async () => {
  const limits = { ...DEFAULT_IMAGE_LIMITS, maxFrames: 500 }
  assert.equal((await inspectImage(gifOf(2, 2, 500), limits)).frames, 500)
  await rejectsWith('media_too_large', inspectImage(gifOf(2, 2, 501), limits))
  await rejectsWith('media_too_large', inspectImage(gifOf(2, 2, 10_000), limits))
})

test('the limits are exact for bytes and pixels', async () => {
  const png = await sharp(rocket).resize(20, 10).png().toBuffer()
  const exact = { ...DEFAULT_IMAGE_LIMITS, maxBytes: png.length, maxPixels: 200 }
  assert.equal((await inspectImage(png, exact)).width, 20)
  await rejectsWith('media_too_large', inspectImage(png, { ...exact, maxBytes: png.length - 1 }))
  await rejectsWith('media_too_large', inspectImage(png, { ...exact, maxPixels: 199 }))
})

test('a format is known by its content, and others are not supported', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>'
  const bmp = Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)])
  const others = [
    Buffer.from(svg),
    Buffer.from(`<?xml version="1.0"?>${svg}`),
    bmp,
    Buffer.from('%PDF-1.7'),
    Buffer.from('a cat'),
    Buffer.from('\0\0\x01\0\x01\0'),
  ]
  for (const bytes of others) {
    await rejectsWith('media_unsupported', inspectImage(bytes))
    await rejectsWith('media_unsupported', probeImage(bytes))
  }
  await rejectsWith('media_broken', inspectImage(Buffer.alloc(0)))
})

test('an animated PNG keeps its first picture only', async () => {
  const png = await sharp(rocket).resize(20).png().toBuffer()
  const animated = Buffer.concat([png.subarray(0, 33), pngChunk('acTL', Buffer.alloc(8, 1)), png.subarray(33)])
  const { bytes, mime } = await inspectImage(animated)
  assert.equal(mime, 'image/png')
  assert.deepEqual(Buffer.from(bytes), png)
})

test('pictures that only begin like one, with damage anywhere, are taken or refused with a foreseen error', async () => {
  const seeds = await Promise.all([
    ...Object.values(ENCODERS).map((encode) => encode(phonePhoto(6).resize(24))),
    ...Object.values(ANIMATIONS).map((encode) => encode(threeFrames())),
  ])
  const damaged = fc
    .record({
      seed: fc.constantFrom(...seeds),
      edits: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 8 }),
    })
    .map(({ seed, edits }) => {
      const bytes = Buffer.from(seed)
      for (const [where, value] of edits) bytes[Math.floor(where * (bytes.length - 1))] = value
      return bytes
    })
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
      for (const inspect of [inspectImage, probeImage]) {
        try {
          await inspect(bytes)
        } catch (error) {
          assert.ok(error instanceof AtelierError && error.code !== 'internal', String(error))
        }
      }
    }),
    { numRuns: 500 },
  )
})

function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), content])
  const numbers = Buffer.alloc(8)
  numbers.writeUInt32BE(content.length, 0)
  numbers.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)])
}

/** A greyscale PNG with this image data, which need not fit. */
function pngOf(width: number, height: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', data), pngChunk('IEND', Buffer.alloc(0))])
}

/** A picture of one colour whose data ends after the first pixel: 15 bytes, whatever its size. */
function gifFrame(width: number, height: number): Buffer {
  const header = Buffer.alloc(10)
  header[0] = 0x2c
  header.writeUInt16LE(width, 5)
  header.writeUInt16LE(height, 7)
  return Buffer.concat([header, Buffer.from([2, 2, 0x44, 0x01, 0])])
}

function gifOf(width: number, height: number, frames: number): Buffer {
  const header = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(7), Buffer.from([0, 0, 0, 255, 255, 255])])
  header.writeUInt16LE(width, 6)
  header.writeUInt16LE(height, 8)
  header[10] = 0x80
  const onePixel = gifFrame(1, 1)
  return Buffer.concat([header, ...Array.from({ length: frames }, () => onePixel), Buffer.from([0x3b])])
}
