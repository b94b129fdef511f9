import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { OperationDefinition } from '../../server/src/domain/operation.ts'
import { MIXED_SHEETS } from './mixed-sheets.ts'
import { OPERATION_SHEETS, type OperationSheet } from './operation-sheets.ts'

const SCENES: readonly (readonly [file: string, title: string, caption: string])[] = [
  [
    'prompts-1',
    'Prompts 1 to 6',
    'Each prompt with seeds 1, 2 and 3. `scripts/gallery/prompts.test.ts` measures with 20 seeds that every thing, number, colour and relation is there.',
  ],
  ['prompts-2', 'Prompts 7 to 12', ''],
  ['prompts-3', 'Prompts 13 to 18', ''],
  ['prompts-4', 'Prompts 19 to 24', ''],
  ['looks', 'Looks', 'One scene in every look. A prompt names a look by its words, or the input by `model`.'],
  ['shapes', 'Wide', 'Four times as wide as high.'],
  ['shapes-tall', 'Tall', 'Up to four times as high as wide.'],
  [
    'perfect',
    'Effects of the Perfect dialect',
    'Each picture effect by its name on the wire, before and after, through the operation that does it.',
  ],
  [
    'faces',
    'Faces',
    '`swap-face`, `transfer-makeup` and `age-face` on the two free portraits (fidelity: algorithm). The references wear make-up that was painted on for this sheet; in the last rows the photo itself stands at the age that it looks.',
  ],
  [
    'hair',
    'Hair',
    '`change-hairstyle`, `put-on-wig`, `extend-hair`, `change-bangs` and `change-hair-volume` on the free portrait with a bare head (fidelity: algorithm). Below each picture its `style`.',
  ],
]

const code = (input: object) => `\`${JSON.stringify(input)}\``

function captionOf({ trials }: OperationSheet, { cpu, description }: OperationDefinition): string {
  const inputs = trials.map(({ label, input }) => `| ${label} | ${code(input)} |`).join('\n')
  return `${description} Fidelity: ${cpu?.fidelity ?? 'none'}. Left: the photo as it came in.\n\n| picture | input |\n|---|---|\n${inputs}`
}

/** Writes the page that shows whatever sheets are in the folder. */
export async function writeCaptions(folder: URL, operations: readonly OperationDefinition[]): Promise<void> {
  const isDrawn = (name: string) => existsSync(new URL(`${name}.webp`, folder))
  const section = (name: string, title: string, caption: string) =>
    `## ${title}\n\n${caption === '' ? '' : `${caption}\n\n`}![${title}](${name}.webp)\n`
  const scenes = SCENES.filter(([name]) => isDrawn(name)).map(([name, title, caption]) => section(name, title, caption))
  const sheets = OPERATION_SHEETS.flatMap((sheet) => {
    const definition = operations.find(({ name }) => name === sheet.operation)
    return definition && isDrawn(sheet.operation) ? [section(sheet.operation, sheet.operation, captionOf(sheet, definition))] : []
  })
  const head =
    '# Gallery\n\nWhat the built-in engine makes on a CPU, without weights that draw. Written by `npm run gallery`; do not edit.\n\n' +
    '`text-to-image` composes scenes (fidelity: algorithm) at 512 × 512 unless told otherwise. The photos are those of [photos/](../../photos/README.md).\n'
  const mixed = MIXED_SHEETS.filter(({ name }) => isDrawn(name)).map(({ name, title, caption }) => section(name, title, caption))
  await writeFile(new URL('README.md', folder), [head, ...scenes, ...sheets, ...mixed].join('\n'))
}
