import styles from '../../../../catalogue/styles/change-hair-volume.json' with { type: 'json' }
import { changeVolume } from '../../vision/hair/change-volume.ts'
import { createHairEffect } from '../hair-effect.ts'

interface VolumeStyle {
  readonly id: string
  /** How far hair stands off the head, against before. */
  readonly factor: number
}

export default createHairEffect({
  styles: styles as readonly VolumeStyle[],
  needsHair: true,
  change: (portrait, { factor }, _palette, restyling) => changeVolume(portrait, factor, restyling),
})
