import type { CpuEffect } from '../../domain/operation.ts'
import { encodePng } from '../../imaging/encode.ts'
import { fitWithin } from '../../imaging/resize.ts'
import type { Control } from '../../vision/control-maps/control-map.ts'
import { loadImage } from '../load-image.ts'
import { CONTROL_SIDE, fidelityOf, makeControlMap, MARK_OF } from '../make-control-map.ts'

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { control, controlFilter } = input as { control: Control; controlFilter?: string }
  const picture = await loadImage(media, 'image')
  onProgress(0.2)
  const map = await makeControlMap(picture, fitWithin(picture.width, picture.height, CONTROL_SIDE), { control, controlFilter, signal })
  onProgress(0.9)
  const fidelity = fidelityOf({ control, controlFilter })
  const isEmpty = map.data.every((value) => value < 8)
  return {
    outputs: [{ name: 'map', kind: 'image', mime: 'image/png', bytes: await encodePng(map, MARK_OF[fidelity]) }],
    warnings: isEmpty ? [{ code: 'control_map_empty', message: `The picture has nothing that ${control} shows.` }] : [],
    fidelity,
  }
}
export default effect
