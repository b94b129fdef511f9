/** Pieces of SVG. Numbers are rounded so that the text, and with it the picture, does not depend on the last bit. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}

let lastId = 0
/** Ids have to differ within one picture only; numbering starts anew with each so that equal scenes give equal text. */
export function resetIds(): void {
  lastId = 0
}
function newSvgId(): string {
  lastId += 1
  // Not a hexadecimal digit, so that no id looks like a colour.
  return `g${String(lastId)}`
}

export function rect(x: number, y: number, width: number, height: number, fill: string, rest = ''): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${rest}/>`
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, rest = ''): string {
  return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${rest}/>`
}

/** A vertical gradient: the definition and the reference to it. */
export function verticalGradient(stops: readonly (readonly [number, string, number?])[]): { definition: string; fill: string } {
  const id = newSvgId()
  const inner = stops
    .map(([offset, colour, opacity = 1]) => `<stop offset="${n(offset)}" stop-color="${colour}" stop-opacity="${n(opacity)}"/>`)
    .join('')
  return { definition: `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${inner}</linearGradient>`, fill: `url(#${id})` }
}

export function radialGradient(stops: readonly (readonly [number, string, number])[]): { definition: string; fill: string } {
  const id = newSvgId()
  const inner = stops
    .map(([offset, colour, opacity]) => `<stop offset="${n(offset)}" stop-color="${colour}" stop-opacity="${n(opacity)}"/>`)
    .join('')
  return { definition: `<radialGradient id="${id}">${inner}</radialGradient>`, fill: `url(#${id})` }
}

/** A smooth line through points, closed down to `bottom`. */
export function hillPath(points: readonly (readonly [number, number])[], bottom: number): string {
  const [[startX, startY]] = points
  let path = `M${n(startX)} ${n(bottom)}L${n(startX)} ${n(startY)}`
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1]
    const [x1, y1] = points[i]
    const middle = (x0 + x1) / 2
    path += `C${n(middle)} ${n(y0)} ${n(middle)} ${n(y1)} ${n(x1)} ${n(y1)}`
  }
  return `${path}L${n(points[points.length - 1][0])} ${n(bottom)}Z`
}

/** A part of the backdrop that shows a nameable thing: the picture's text tells what is in it. */
export function showing(thing: string, svg: string): string {
  return svg === '' ? '' : `<g data-shows="${thing}">${svg}</g>`
}
