import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

export interface HostilePicture {
  readonly name: string
  readonly bytes: Buffer<ArrayBuffer>
  /** Bytes that must not be in what is given out, where the server takes the file at all. */
  readonly payload?: Buffer
  /** Not to be told from a good one without unpacking it all; harmless as long as nobody does. */
  readonly mayBeTaken?: boolean
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const SCRIPT = Buffer.from('<html><script>alert(document.domain)</script></html>')
const ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex')

/** All invented, for this test. Some are whole pictures with something behind them: those may be taken, without it. */
export async function hostilePictures(): Promise<HostilePicture[]> {
  const noise = {
    create: { width: 40, height: 30, channels: 3 as const, background: '#936', noise: { type: 'gaussian' as const, mean: 128, sigma: 30 } },
  }
  const png = await sharp(noise).png().toBuffer()
  const jpeg = await sharp(noise).jpeg().toBuffer()
  const webp = await sharp(noise).webp().toBuffer()
  const gif = await sharp(noise).gif().toBuffer()
  const avif = await sharp(noise).avif({ effort: 0 }).toBuffer()
  const tiff = await sharp(noise).tiff().toBuffer()
  const whole = { png, jpeg, webp, gif, avif, tiff }
  const truncated = Object.entries(whole).flatMap(([name, bytes]) =>
    [0.2, 0.6].map((part) => ({
      name: `${name} cut off after ${part * 100} %`,
      bytes: bytes.subarray(0, Math.floor(bytes.length * part)),
    })),
  )
  const withTail = Object.entries({ png, jpeg, webp, gif }).flatMap(([name, bytes]) => [
    { name: `${name} with HTML behind it`, bytes: Buffer.concat([bytes, SCRIPT]), payload: SCRIPT },
    { name: `${name} with a ZIP behind it`, bytes: Buffer.concat([bytes, ZIP]), payload: ZIP },
  ])
  const others: { name: string; bytes: Buffer; payload?: Buffer; mayBeTaken?: boolean }[] = [
    { name: 'an empty file', bytes: Buffer.alloc(0) },
    { name: 'a single byte', bytes: Buffer.from([0x89]) },
    { name: 'random bytes', bytes: randomBytes(50_000) },
    { name: 'a PNG signature and random bytes', bytes: Buffer.concat([PNG_SIGNATURE, randomBytes(5000)]) },
    { name: 'a JPEG signature and random bytes', bytes: Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(5000)]) },
    {
      name: 'a HEIC signature and random bytes',
      bytes: Buffer.concat([Buffer.from('00000018667479706865696300000000', 'hex'), randomBytes(5000)]),
    },
    {
      name: 'an AVIF signature and random bytes',
      bytes: Buffer.concat([Buffer.from('0000001c667479706176696600000000', 'hex'), randomBytes(5000)]),
    },
    { name: 'a PNG of 30,000 x 30,000 pixels in one colour', bytes: onePicture(30_000, 30_000) },
    { name: 'a PNG of 2^31 - 1 pixels a side', bytes: pngOf(2 ** 31 - 1, 2 ** 31 - 1, deflateSync(Buffer.alloc(1000))) },
    { name: 'a PNG without pixels', bytes: pngOf(0, 0, deflateSync(Buffer.alloc(0))) },
    {
      name: 'a PNG whose pixels unpack to far more than it has',
      bytes: pngOf(8, 8, deflateSync(Buffer.alloc(50_000_000))),
      mayBeTaken: true,
    },
    { name: 'a PNG with a text that unpacks to 50 MB', bytes: withCompressedText(png), payload: Buffer.from('bomb\0\0') },
    {
      name: 'a PNG with a script in a text',
      bytes: insertChunk(png, pngChunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), SCRIPT]))),
      payload: SCRIPT,
    },
    { name: 'a GIF of 10,000 frames', bytes: gifOf(10_000, 1, 1) },
    { name: 'a GIF of 65,535 x 65,535 pixels', bytes: gifOf(1, 65_535, 65_535) },
    { name: 'a JPEG that says it has 65,535 x 65,535 pixels', bytes: resizedJpeg(jpeg, 65_535, 65_535) },
    {
      name: 'an SVG that refers to a file of the server',
      bytes: Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="file:///etc/passwd" width="9" height="9"/><text>&x;</text></svg>',
      ),
    },
    { name: 'HTML', bytes: SCRIPT },
    { name: 'a PDF', bytes: Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF') },
  ]
  return [...truncated, ...withTail, ...others].map(({ bytes, ...rest }) => ({
    ...rest,
    bytes: Buffer.from(Uint8Array.from(bytes).buffer),
  }))
}

function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(content.length, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

/** Greyscale, one bit per pixel. Source: PNG specification, third edition, sections 5 and 11. */
function pngOf(width: number, height: number, compressed: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), pngChunk('IDAT', compressed), pngChunk('IEND', Buffer.alloc(0))])
}

function onePicture(width: number, height: number): Buffer {
  return pngOf(width, height, deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 }))
}

/** Puts a chunk behind IHDR. */
function insertChunk(png: Buffer, chunk: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])
}

function withCompressedText(png: Buffer): Buffer {
  return insertChunk(png, pngChunk('zTXt', Buffer.concat([Buffer.from('bomb\0\0'), deflateSync(Buffer.alloc(50_000_000))])))
}

/** Frames of one pixel on a screen of the given size. Source: GIF89a specification, sections 18 to 22. */
function gifOf(frames: number, width: number, height: number): Buffer {
  const screen = Buffer.from('474946383961000000008000000000' + '00ffffff', 'hex')
  screen.writeUInt16LE(width, 6)
  screen.writeUInt16LE(height, 8)
  const frame = Buffer.from('21f90404000000002c00000000010001000002024401' + '00', 'hex')
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from('3b', 'hex')])
}

/** The same file with other numbers in its frame header (ITU-T T.81, section B.2.2). */
function resizedJpeg(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg)
  for (let at = 2; at < copy.length; at += 2 + copy.readUInt16BE(at + 2)) {
    const marker = copy[at + 1]!
    if (marker < 0xc0 || marker > 0xc2) continue
    copy.writeUInt16BE(height, at + 5)
    copy.writeUInt16BE(width, at + 7)
    return copy
  }
  throw new Error('The JPEG has no frame header.')
}
