/** Hands around what is held: a fist, or an arm with one. Their colours are part of their names, so that they follow the one they belong to. */
const NAME = /^hand(#[0-9a-f]{6})(#[0-9a-f]{6})?$/i

/** With a sleeve's colour it is an arm whose fist is at its right end. Colours are `#rrggbb`. */
export function handGlyph(skin: string, sleeve = ''): string {
  return `hand${skin}${sleeve}`
}

/** Undefined if the name is none of a hand. */
export function drawHand(name: string): { width: number; height: number; body: string } | undefined {
  const [, skin, sleeve] = NAME.exec(name) ?? []
  if (skin === undefined) return undefined
  const fist = (x: number) =>
    `<circle cx="${String(x)}" cy="6" r="4.6" fill="${skin}"/><path fill="none" stroke="#000000" stroke-opacity=".22" stroke-width=".9" stroke-linecap="round" d="M${String(x - 2.6)} 4.4h4.4m-4.4 2.2h4.8m-4.4 2.2h3.8"/>`
  if (sleeve === undefined) return { width: 12, height: 12, body: fist(6) }
  return { width: 33, height: 12, body: `<path fill="${sleeve}" d="M6 1.6h18a4.4 4.4 0 0 1 0 8.8H6a4.4 4.4 0 0 1 0-8.8z"/>${fist(27)}` }
}
