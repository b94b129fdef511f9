import styles from '../../../../catalogue/styles/put-on-wig.json' with { type: 'json' }
import { giveHairstyle } from '../../vision/hair/give-hairstyle.ts'
import { createHairEffect, type LookStyle } from '../hair-effect.ts'

export default createHairEffect({
  styles: styles as readonly LookStyle[],
  needsHair: false,
  change: (portrait, { look }, palette, restyling) => giveHairstyle(portrait, look, palette, restyling),
})
