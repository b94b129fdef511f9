import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { encodePicture, PICTURE_FORMATS } from './encode-picture.ts'

const MARK = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>digitalsourcetype/compositeWithTrainedAlgorithmicMedia</a></x:xmpmeta>'
/** Red, and red that is transparent. */
const picture = () =>
  sharp(Uint8Array.of(200, 30, 40, 255, 200, 30, 40, 0), { raw: { width: 2, height: 1, channels: 4 } })
    .withXmp(MARK)
    .png()
    .toBuffer()

describe('encodePicture', () => {
  for (const format of PICTURE_FORMATS)
    it(`makes ${format}, of the same size, that still says how the picture came about`, async () => {
      const { format: made, width, height, xmpAsString } = await sharp(await encodePicture(await picture(), format)).metadata()
      assert.deepEqual([made, width, height], [format === 'jpg' ? 'jpeg' : format, 2, 1])
      assert.match(xmpAsString ?? '', /digitalsourcetype\/compositeWithTrainedAlgorithmicMedia</)
    })

  it('shows white in a JPEG where the picture is transparent', async () => {
    const { data } = await sharp(await encodePicture(await picture(), 'jpg'))
      .raw()
      .toBuffer({ resolveWithObject: true })
    assert.ok(data[3]! > 240 && data[4]! > 240 && data[5]! > 240, `${String(data[3])} ${String(data[4])} ${String(data[5])}`)
  })
})
