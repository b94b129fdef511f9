/** A convolution without what comes after it: `weights` is size × size × inputs × outputs, row-major; `size` is odd. */
export interface Convolution {
  readonly size: number
  readonly inputs: number
  readonly outputs: number
  readonly weights: Float64Array
  readonly bias: Float64Array
}

export function createConvolution(size: number, inputs: number, outputs: number): Convolution {
  return { size, inputs, outputs, weights: new Float64Array(size * size * inputs * outputs), bias: new Float64Array(outputs) }
}

/** Takes each of its inputs from `first` on to an output as it is. */
export function selectInputs(inputs: number, first: number, count: number): Convolution {
  const selection = createConvolution(1, inputs, count)
  for (let i = 0; i < count; i++) selection.weights[(first + i) * count + i] = 1
  return selection
}

/** One convolution that does what `second` does to the result of `first`, but at borders, where it pads once instead of twice. */
export function chain(first: Convolution, second: Convolution): Convolution {
  const size = first.size + second.size - 1
  const chained = createConvolution(size, first.inputs, second.outputs)
  for (let y = 0; y < second.size; y++)
    for (let x = 0; x < second.size; x++) {
      const after = (y * second.size + x) * second.inputs * second.outputs
      multiplyAdd(first.bias, 0, second.weights, after, chained.bias, 0, 1, second.inputs, second.outputs)
      for (let v = 0; v < first.size; v++)
        for (let u = 0; u < first.size; u++) {
          const before = (v * first.size + u) * first.inputs * first.outputs
          const to = ((y + v) * size + x + u) * first.inputs * second.outputs
          multiplyAdd(first.weights, before, second.weights, after, chained.weights, to, first.inputs, second.inputs, second.outputs)
        }
    }
  for (let i = 0; i < second.outputs; i++) chained.bias[i] += second.bias[i]
  return chained
}

/** One convolution that gives the sum of both. */
export function sum(a: Convolution, b: Convolution): Convolution {
  const [large, small] = a.size >= b.size ? [a, b] : [b, a]
  const added = { ...large, weights: large.weights.slice(), bias: large.bias.map((value, i) => value + small.bias[i]) }
  const rim = (large.size - small.size) / 2
  const depth = small.inputs * small.outputs
  for (let y = 0; y < small.size; y++)
    for (let i = 0; i < small.size * depth; i++)
      added.weights[((y + rim) * large.size + rim) * depth + i] += small.weights[y * small.size * depth + i]
  return added
}

/** The part of a convolution that looks at `count` of its inputs, cut down to `size`; its bias is `bias` or none. */
export function restrictInputs(
  { size: whole, inputs, outputs, weights }: Convolution,
  first: number,
  count: number,
  size: number,
): Convolution {
  const part = createConvolution(size, count, outputs)
  const rim = (whole - size) / 2
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const from = (((y + rim) * whole + x + rim) * inputs + first) * outputs
      part.weights.set(weights.subarray(from, from + count * outputs), (y * size + x) * count * outputs)
    }
  return part
}

/** Adds the product of two matrices, `rows` × `middle` and `middle` × `columns`, to a third. */
function multiplyAdd(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  target: Float64Array,
  to: number,
  rows: number,
  middle: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < middle; k++) {
      const factor = a[fromA + row * middle + k]
      if (factor === 0) continue
      for (let column = 0; column < columns; column++) target[to + row * columns + column] += factor * b[fromB + k * columns + column]
    }
}
