import styles from '../../../../catalogue/styles/change-bangs.json' with { type: 'json' }
import { changeFringe } from '../../vision/hair/change-fringe.ts'
import { createHairEffect, type LookStyle } from '../hair-effect.ts'

export default createHairEffect({
  styles: styles as readonly LookStyle[],
  needsHair: true,
  change: (portrait, { look }, palette, restyling) => changeFringe(portrait, look, palette, restyling),
})
