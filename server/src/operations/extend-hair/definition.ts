import styles from '../../../../catalogue/styles/extend-hair.json' with { type: 'json' }
import { defineHairOperation } from '../define-hair-operation.ts'

export const extendHair = defineHairOperation({
  name: 'extend-hair',
  title: 'Extend hair',
  description: 'Longer hair: extensions that hang from below the hair of a portrait, in its colour.',
  styles,
  load: () => import('./cpu.ts' as string),
})
