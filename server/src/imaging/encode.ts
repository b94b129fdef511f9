import sharp from 'sharp'
import { asBytes } from './decode.ts'
import type { Pixels } from './pixels.ts'

/**
 * How a picture came about, in the words of IPTC. Source: IPTC NewsCodes, Digital Source Type (2024-09-17),
 * https://cv.iptc.org/newscodes/digitalsourcetype/
 * `algorithmicMedia`: made by an algorithm without training data, nothing of a given picture stays.
 * `trainedAlgorithmicMedia`: made with a trained model, nothing of a given picture stays.
 * `algorithmicallyEnhanced` (named "algorithmically-altered media" there): a given picture, changed by an algorithm.
 * `composite`: a given picture with things drawn into it; `compositeSynthetic` would say that generative AI made one of them.
 * `compositeWithTrainedAlgorithmicMedia`: a given picture, changed with a model.
 */
export type DigitalSourceType =
  'algorithmicMedia' | 'trainedAlgorithmicMedia' | 'algorithmicallyEnhanced' | 'composite' | 'compositeWithTrainedAlgorithmicMedia'

/** An XMP packet that says nothing but how the picture came about. */
function sourceTypeXmp(type: DigitalSourceType): string {
  return (
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">' +
    `<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/${type}</Iptc4xmpExt:DigitalSourceType>` +
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
  )
}

/** PNG without any metadata but the mark. The pixels are read, not kept. */
export async function encodePng(pixels: Pixels, mark: DigitalSourceType): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, channels, data } = pixels
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  return asBytes(await image.withXmp(sourceTypeXmp(mark)).png({ compressionLevel: 6 }).toBuffer())
}
