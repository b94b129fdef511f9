/** Hairs as lines in head space. */
export interface Strands {
  readonly count: number
  /** Where each strand's points begin, in points; one more than there are strands. */
  readonly starts: Uint32Array
  /** x, y, z of each point. */
  readonly points: Float32Array
  /** Lightness of each strand against its neighbours, around 0. */
  readonly tones: Float32Array
  /** Hue of each strand against its neighbours, -1..1: cooler to warmer. */
  readonly tints: Float32Array
  /** 1 where a strand hangs behind the shoulders. */
  readonly behind: Uint8Array
  /** 1 for strands of the fringe. */
  readonly fringe: Uint8Array
}

/** Collects strands one by one. */
export class StrandsBuilder {
  #points = new Float32Array(1 << 20)
  #size = 0
  readonly #starts: number[] = [0]
  readonly #tones: number[] = []
  readonly #tints: number[] = []
  readonly #behind: number[] = []
  readonly #fringe: number[] = []

  addPoint(x: number, y: number, z: number): void {
    if (this.#size + 3 > this.#points.length) {
      const larger = new Float32Array(this.#points.length * 2)
      larger.set(this.#points)
      this.#points = larger
    }
    this.#points[this.#size++] = x
    this.#points[this.#size++] = y
    this.#points[this.#size++] = z
  }

  /** Ends the strand that the points since the last end make. */
  endStrand(tone: number, tint: number, isBehind: boolean, isFringe: boolean): void {
    this.#starts.push(this.#size / 3)
    this.#tones.push(tone)
    this.#tints.push(tint)
    this.#behind.push(isBehind ? 1 : 0)
    this.#fringe.push(isFringe ? 1 : 0)
  }

  build(): Strands {
    return {
      count: this.#tones.length,
      starts: Uint32Array.from(this.#starts),
      points: this.#points.slice(0, this.#size),
      tones: Float32Array.from(this.#tones),
      tints: Float32Array.from(this.#tints),
      behind: Uint8Array.from(this.#behind),
      fringe: Uint8Array.from(this.#fringe),
    }
  }
}
