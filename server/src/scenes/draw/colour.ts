/** 8-bit sRGB, `#rrggbb`, and hue (0..360), saturation and lightness (0..1). */
export function toHsl(hex: string): [number, number, number] {
  const [r, g, b] = channels(hex).map((value) => value / 255)
  const max = Math.max(r, g, b)
  const min = Math.min(r, g, b)
  const lightness = (max + min) / 2
  const range = max - min
  if (range === 0) return [0, 0, lightness]
  const saturation = range / (1 - Math.abs(2 * lightness - 1))
  const hue = max === r ? ((g - b) / range + 6) % 6 : max === g ? (b - r) / range + 2 : (r - g) / range + 4
  return [hue * 60, Math.min(1, saturation), lightness]
}

export function fromHsl(hue: number, saturation: number, lightness: number): string {
  const a = saturation * Math.min(lightness, 1 - lightness)
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12
    return Math.round(255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return toHex([channel(0), channel(8), channel(4)])
}

/** `share` 0 gives `a`, 1 gives `b`. */
export function mix(a: string, b: string, share: number): string {
  const [from, to] = [channels(a), channels(b)]
  return toHex(from.map((value, index) => Math.round(value + (to[index] - value) * share)))
}

export function channels(hex: string): [number, number, number] {
  const full = hex.length === 4 ? `#${[...hex.slice(1)].map((digit) => digit + digit).join('')}` : hex
  return [1, 3, 5].map((at) => parseInt(full.slice(at, at + 2), 16)) as [number, number, number]
}

export function toHex(values: readonly number[]): string {
  return `#${values
    .map((value) =>
      Math.max(0, Math.min(255, Math.round(value)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** Every plain colour of a piece of SVG. */
export function mapColours(svg: string, change: (hex: string) => string): string {
  return svg.replace(/#[0-9a-f]{6}\b|#[0-9a-f]{3}\b/gi, (hex) => change(hex.toLowerCase()))
}

/**
 * A glyph in another colour: what has the main colour (and its lighter and darker shades) takes the new one and keeps its shading;
 * eyes, noses, wheels and windows stay.
 */
export function recolour(body: string, mainColour: string, wanted: string): string {
  const [mainHue, mainSaturation, mainLightness] = toHsl(mainColour)
  const [hue, saturation, lightness] = toHsl(wanted)
  return mapColours(body, (hex) => {
    const [h, s, l] = toHsl(hex)
    if (l < 0.14 && mainLightness > 0.2) return hex
    const hueDistance = Math.min(Math.abs(h - mainHue), 360 - Math.abs(h - mainHue))
    const related = mainSaturation < 0.2 ? s < 0.25 && Math.abs(l - mainLightness) < 0.35 : s > 0.15 && hueDistance < 32
    if (!related) return hex
    return fromHsl(hue, saturation, Math.max(0.06, Math.min(0.97, lightness + (l - mainLightness) * 0.75)))
  })
}

/** The most vivid colour of a person's glyph that is neither skin nor hair: the clothes. */
export function clothesColour(body: string): string | undefined {
  const vivid = [...body.matchAll(/#[0-9a-f]{6}\b/gi)]
    .map(([hex]) => hex.toLowerCase())
    .filter((hex) => {
      const [h, s, l] = toHsl(hex)
      return s > 0.25 && l > 0.2 && l < 0.9 && !(h > 15 && h < 55)
    })
  return vivid[0]
}
