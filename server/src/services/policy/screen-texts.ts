import type { Rule } from './refusal-log.ts'

/** Of all texts of a submission together, in UTF-16 units. Beyond it nothing is read, so nothing is taken either. */
export const MAX_TEXT_LENGTH = 100_000

export interface WrittenText {
  /** The property of the input. */
  readonly field: string
  /** `wish`: what a picture shall show; `negative`: what it must not. */
  readonly manner: 'wish' | 'negative'
  readonly text: string
}

export interface TextRefusal {
  readonly rule: Extract<Rule, 'sexual' | 'undressing' | 'minor' | 'clothing-removal'>
  readonly field: string
}

/** What the rules refuse in the texts of one submission, read together; undefined when they may pass. Never throws. */
export function screenTexts(_texts: readonly WrittenText[]): TextRefusal | undefined {
  return undefined
}
