import styles from '../../../../catalogue/styles/extend-hair.json' with { type: 'json' }
import { lengthenHair } from '../../vision/hair/lengthen-hair.ts'
import { createHairEffect, type LookStyle } from '../hair-effect.ts'

export default createHairEffect({
  styles: styles as readonly LookStyle[],
  needsHair: true,
  change: (portrait, { look }, palette, restyling) => lengthenHair(portrait, look, palette, restyling),
})
