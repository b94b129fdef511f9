import type { OperationDefinition } from '../domain/operation.ts'
import { ageFace } from './age-face/definition.ts'
import { blurBackground } from './blur-background/definition.ts'
import { changeBangs } from './change-bangs/definition.ts'
import { changeHairVolume } from './change-hair-volume/definition.ts'
import { changeHairstyle } from './change-hairstyle/definition.ts'
import { colorizeImage } from './colorize-image/definition.ts'
import { controlMap } from './control-map/definition.ts'
import { controlToImage } from './control-to-image/definition.ts'
import { correctColors } from './correct-colors/definition.ts'
import { enhanceImage } from './enhance-image/definition.ts'
import { extendHair } from './extend-hair/definition.ts'
import { findFaces } from './find-faces/definition.ts'
import { enhanceVideo } from './enhance-video/definition.ts'
import { headshot } from './headshot/definition.ts'
import { imageToImage } from './image-to-image/definition.ts'
import { inpaint } from './inpaint/definition.ts'
import { putOnWig } from './put-on-wig/definition.ts'
import { relightImage } from './relight-image/definition.ts'
import { removeBackground } from './remove-background/definition.ts'
import { swapFace } from './swap-face/definition.ts'
import { replaceBackground } from './replace-background/definition.ts'
import { textToImage } from './text-to-image/definition.ts'
import { transferMakeup } from './transfer-makeup/definition.ts'
import { upscaleImage } from './upscale-image/definition.ts'

/** Every operation that this server knows. A new one is its folder and one line here. */
export const operations: readonly OperationDefinition[] = [
  textToImage,
  imageToImage,
  inpaint,
  controlToImage,
  controlMap,
  upscaleImage,
  enhanceImage,
  removeBackground,
  headshot,
  colorizeImage,
  correctColors,
  relightImage,
  replaceBackground,
  blurBackground,
  enhanceVideo,
  findFaces,
  swapFace,
  transferMakeup,
  ageFace,
  changeHairstyle,
  putOnWig,
  extendHair,
  changeBangs,
  changeHairVolume,
]
