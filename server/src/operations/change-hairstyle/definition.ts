import styles from '../../../../catalogue/styles/change-hairstyle.json' with { type: 'json' }
import { defineHairOperation } from '../define-hair-operation.ts'

export const changeHairstyle = defineHairOperation({
  name: 'change-hairstyle',
  title: 'Change hairstyle',
  description:
    'Another hairstyle on the person of a portrait, in the colour that their hair has. Drawn strand by strand in the light of the photo; where it is shorter than before, what was behind it is filled in.',
  styles,
  load: () => import('./cpu.ts' as string),
})
