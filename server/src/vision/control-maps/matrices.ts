import type { Mat } from '@techstark/opencv-js'
import type { Pixels } from '../../imaging/pixels.ts'
import { loadOpenCv, type OpenCv } from '../opencv.ts'

/** Takes a matrix into care: it is deleted when the work ends, however it ends. */
export type Keep = <Kept extends { delete(): void }>(matrix: Kept) => Kept

/** Runs work on matrices of OpenCV, which the garbage collector does not see. What the work gives back must be a copy. */
export async function withMatrices<T>(work: (cv: OpenCv, keep: Keep) => T | Promise<T>): Promise<T> {
  const cv = await loadOpenCv()
  const kept: { delete(): void }[] = []
  try {
    return await work(cv, (matrix) => {
      kept.push(matrix)
      return matrix
    })
  } finally {
    for (const matrix of kept) matrix.delete()
  }
}

/** The colours of a picture, 8 bits, without alpha. The caller keeps it. */
export function colourMatrix(cv: OpenCv, { width, height, channels, data }: Pixels): Mat {
  const matrix = new cv.Mat(height, width, cv.CV_8UC3)
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++) matrix.data[i * 3 + channel] = data[i * channels + channel]
  return matrix
}
