import styles from '../../../../catalogue/styles/put-on-wig.json' with { type: 'json' }
import { defineHairOperation } from '../define-hair-operation.ts'

export const putOnWig = defineHairOperation({
  name: 'put-on-wig',
  title: 'Put on a wig',
  description: 'A wig in its own colour on the person of a portrait, instead of their hair.',
  styles,
  load: () => import('./cpu.ts' as string),
})
