import { chain, createConvolution, restrictInputs, selectInputs, sum, type Convolution } from './convolution.ts'

/** The channels of the picture, and of each of the two hidden layers that a rectifier follows. */
export const COLOURS = 3
export const HIDDEN = 4

/**
 * The network with its linear layers multiplied out. With r(v) = max(0, v), in this order:
 * first = r(firstOfPicture), second = r(secondOfPicture + secondOfFirst),
 * features = r(featuresOfPicture + featuresOfFirst + featuresOfSecond), result = subpixels(combine(r(refine(features)))).
 */
export interface CollapsedNetwork {
  readonly firstOfPicture: Convolution
  readonly secondOfPicture: Convolution
  readonly secondOfFirst: Convolution
  readonly featuresOfPicture: Convolution
  readonly featuresOfFirst: Convolution
  readonly featuresOfSecond: Convolution
  readonly refine: Convolution
  readonly combine: Convolution
  /** Gives the factor × factor pixels of the result that lie in a pixel, × 3. */
  readonly subpixels: Convolution
}

/**
 * Multiplies out what lies between the rectifiers of esrgan-slim: of its twelve convolutions all but the last four are linear but for eight channels,
 * so 222,000 products per pixel become 73,000, and the result is the same up to rounding. `layer` gives a convolution of the published network by name.
 * Idea: Bhardwaj et al. 2022, "Collapsible Linear Blocks for Super-Efficient Super Resolution".
 */
export function collapseNetwork(layer: (name: string) => Convolution, factor: number): CollapsedNetwork {
  // Everything up to the features is told of the same channels: the picture's, then those of the two hidden layers.
  const [first, second] = [COLOURS, COLOURS + HIDDEN]
  const channels = COLOURS + 2 * HIDDEN
  const [picture, hidden1, hidden2] = [
    selectInputs(channels, 0, COLOURS),
    selectInputs(channels, first, HIDDEN),
    selectInputs(channels, second, HIDDEN),
  ]
  const through = (input: Convolution, name: string) => chain(input, layer(name))
  /** What the layer makes of both, one behind the other. */
  const throughBoth = (a: Convolution, b: Convolution, name: string) => {
    const whole = layer(name)
    const [ofA, ofB] = [restrictInputs(whole, 0, a.outputs, whole.size), restrictInputs(whole, a.outputs, b.outputs, whole.size)]
    return sum(chain(a, { ...ofA, bias: whole.bias }), chain(b, ofB))
  }

  const shallow = through(picture, 'F_m1')
  const start = through(shallow, 'F_0')
  const hiddenLayer1 = through(start, 'F_1_1')
  const local1 = sum(throughBoth(start, hidden1, 'LFF_1'), start)
  const hiddenLayer2 = through(local1, 'F_2_1')
  const local2 = sum(throughBoth(local1, hidden2, 'LFF_2'), local1)
  const global = sum(through(throughBoth(local1, local2, 'GFF_1'), 'GFF_2'), shallow)
  const features = through(global, 'UPN1')

  const ofPicture = (whole: Convolution) => ({ ...restrictInputs(whole, 0, COLOURS, whole.size), bias: whole.bias })
  return {
    firstOfPicture: ofPicture(hiddenLayer1),
    secondOfPicture: ofPicture(hiddenLayer2),
    secondOfFirst: restrictInputs(hiddenLayer2, first, HIDDEN, 3),
    featuresOfPicture: ofPicture(features),
    featuresOfFirst: restrictInputs(features, first, HIDDEN, 7),
    featuresOfSecond: restrictInputs(features, second, HIDDEN, 7),
    refine: layer('UPN2'),
    combine: layer('UPN3'),
    subpixels: beforeRepeating(layer('SR'), factor),
  }
}

/**
 * Repeating each pixel `factor` × `factor` times and then convolving by 3 × 3, the other way round: one convolution of the small picture that gives all
 * pixels that the large one has there. Its outputs are rows × columns × those of `convolution`.
 */
function beforeRepeating(convolution: Convolution, factor: number): Convolution {
  const { inputs, outputs, weights, bias } = convolution
  const depth = inputs * outputs
  const before = createConvolution(3, inputs, factor * factor * outputs)
  for (let pixel = 0; pixel < factor * factor; pixel++) {
    before.bias.set(bias, pixel * outputs)
    const [row, column] = [Math.floor(pixel / factor), pixel % factor]
    for (let tap = 0; tap < 9; tap++) {
      // Which of the small picture's neighbours the tap falls on.
      const y = Math.floor((row + Math.floor(tap / 3) - 1) / factor) + 1
      const x = Math.floor((column + (tap % 3) - 1) / factor) + 1
      for (let i = 0; i < depth; i++) {
        const to = ((y * 3 + x) * inputs + Math.floor(i / outputs)) * before.outputs + pixel * outputs + (i % outputs)
        before.weights[to] += weights[tap * depth + i]
      }
    }
  }
  return before
}
