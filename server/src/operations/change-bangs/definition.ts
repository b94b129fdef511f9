import styles from '../../../../catalogue/styles/change-bangs.json' with { type: 'json' }
import { defineHairOperation } from '../define-hair-operation.ts'

export const changeBangs = defineHairOperation({
  name: 'change-bangs',
  title: 'Change bangs',
  description: 'Another fringe on the forehead of a portrait; all other hair stays.',
  styles,
  load: () => import('./cpu.ts' as string),
})
