import Type from 'typebox'

/**
 * The kinds of control map, as the preprocessors of `vision/control-maps` name them, which must not be loaded here; a test compares.
 * Source: Zhang et al. 2023, "Adding Conditional Control to Text-to-Image Diffusion Models".
 */
export const CONTROLS = ['canny', 'scribble', 'openpose', 'mlsd', 'hed', 'seg', 'depth', 'normal'] as const

/** What says how a control map is made. */
export const controlFields = () => ({
  control: Type.Enum([...CONTROLS], { description: 'The kind of control map.' }),
  controlFilter: Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'A variant of the preprocessor, e.g. openpose_faceonly; unknown ones mean the usual variant.',
    }),
  ),
})
