type Lab = readonly [number, number, number]

const DEGREES = Math.PI / 180
const POWER = 25 ** 7

/**
 * How different two colours (CIE L*a*b*) look; 1 is about what a trained eye just sees.
 * Source: Sharma, Wu, Dalal 2005, "The CIEDE2000 Color-Difference Formula", eq. 2-22, with all weights 1.
 */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const stretch = 1 + (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + POWER))) / 2
  const [x1, x2] = [a1 * stretch, a2 * stretch]
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)]
  const [h1, h2] = [hue(x1, b1), hue(x2, b2)]
  const isGrey = c1 * c2 === 0

  let turn = isGrey ? 0 : h2 - h1
  if (turn > 180) turn -= 360
  else if (turn < -180) turn += 360
  const dL = l2 - l1
  const dC = c2 - c1
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * DEGREES)

  const meanL = (l1 + l2) / 2
  const meanChroma = (c1 + c2) / 2
  let meanHue = h1 + h2
  if (!isGrey) {
    if (Math.abs(h1 - h2) > 180) meanHue += meanHue < 360 ? 360 : -360
    meanHue /= 2
  }
  const t =
    1 -
    0.17 * Math.cos((meanHue - 30) * DEGREES) +
    0.24 * Math.cos(2 * meanHue * DEGREES) +
    0.32 * Math.cos((3 * meanHue + 6) * DEGREES) -
    0.2 * Math.cos((4 * meanHue - 63) * DEGREES)
  const scaleL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2)
  const scaleC = 1 + 0.045 * meanChroma
  const scaleH = 1 + 0.015 * meanChroma * t
  const blueTurn = 30 * Math.exp(-(((meanHue - 275) / 25) ** 2))
  const rotation = -2 * Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + POWER)) * Math.sin(2 * blueTurn * DEGREES)
  const [partL, partC, partH] = [dL / scaleL, dC / scaleC, dH / scaleH]
  return Math.sqrt(partL ** 2 + partC ** 2 + partH ** 2 + rotation * partC * partH)
}

/** 0..360 degrees; 0 for grey. */
function hue(a: number, b: number): number {
  const angle = Math.atan2(b, a) / DEGREES
  return angle < 0 ? angle + 360 : angle
}
