import styles from '../../../../catalogue/styles/change-hair-volume.json' with { type: 'json' }
import { defineHairOperation } from '../define-hair-operation.ts'

export const changeHairVolume = defineHairOperation({
  name: 'change-hair-volume',
  title: 'Change hair volume',
  description: 'The hair of a portrait with less or more body: flatter, or farther off the head.',
  styles,
  load: () => import('./cpu.ts' as string),
})
