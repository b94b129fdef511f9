import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { loadOpenCv } from '../opencv.ts'

/** Pixels; a lone edge fills less than half of the square, so that the median passes over it. */
const WINDOW = 9
const LEVELS_PER_OCTAVE = 30

/**
 * How finely a surface is drawn around each pixel: 0 for flat paint and what is out of focus, 30 more for each doubling of contrast between
 * neighbours. Edges of surfaces do not count. `lab` has L*, a*, b* per pixel.
 */
export async function measureFineDetail(lab: Float32Array, width: number, height: number): Promise<Plane> {
  const cv = await loadOpenCv()
  const contrast = new cv.Mat(height, width, cv.CV_8UC1)
  const median = new cv.Mat()
  try {
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const [left, right] = [x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i]
        const [above, below] = [y > 0 ? i - width : i, y < height - 1 ? i + width : i]
        const second = Math.abs(4 * lab[i * 3] - lab[left * 3] - lab[right * 3] - lab[above * 3] - lab[below * 3])
        contrast.data[i] = Math.min(255, LEVELS_PER_OCTAVE * Math.log2(1 + second))
      }
    cv.medianBlur(contrast, median, WINDOW)
    const detail = createPlane(width, height)
    detail.data.set(median.data)
    return detail
  } finally {
    contrast.delete()
    median.delete()
  }
}
