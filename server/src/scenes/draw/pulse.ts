/** Called within long work with the share that is done, 0..1, never falling: may tell progress, let a cancel in and throw its reason. */
export type Pulse = (done: number) => Promise<void>

export const noPulse: Pulse = () => Promise.resolve()

/** The pulse of one step of a longer work, of which it is the share `from`..`to`. */
export const within =
  (pulse: Pulse, from: number, to: number): Pulse =>
  (done) =>
    pulse(from + (to - from) * done)

/** A strip of 2048 pixels' width takes some 50 ms in the slowest of the finishing steps. */
const ROWS_AT_ONCE = 64

/** Works on a picture row by row, with a pulse before each strip. */
export async function paintRows(height: number, pulse: Pulse, paint: (y: number) => void): Promise<void> {
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) await pulse(y / height)
    paint(y)
  }
}
