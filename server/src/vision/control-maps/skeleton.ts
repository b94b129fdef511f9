import type { Point } from '../geometry.ts'

/** The eighteen joints of OpenPose's COCO model, in its order. Left and right are the person's own. */
export const JOINTS = [
  'nose', 'neck', 'rightShoulder', 'rightElbow', 'rightWrist', 'leftShoulder', 'leftElbow', 'leftWrist', 'rightHip', 'rightKnee',
  'rightAnkle', 'leftHip', 'leftKnee', 'leftAnkle', 'rightEye', 'leftEye', 'rightEar', 'leftEar',
] as const // prettier-ignore
export type Joint = (typeof JOINTS)[number]

/** Joints that are seen, in pixels. */
export type Skeleton = Partial<Readonly<Record<Joint, Point>>>

/** Colours of the joints, and of the limb that ends there; both in OpenPose's order. */
export const POSE_COLOURS: readonly (readonly [number, number, number])[] = [
  [255, 0, 0], [255, 85, 0], [255, 170, 0], [255, 255, 0], [170, 255, 0], [85, 255, 0], [0, 255, 0], [0, 255, 85], [0, 255, 170],
  [0, 255, 255], [0, 170, 255], [0, 85, 255], [0, 0, 255], [85, 0, 255], [170, 0, 255], [255, 0, 255], [255, 0, 170], [255, 0, 85],
] // prettier-ignore

/** Source: the limb sequence of OpenPose's COCO model (Cao et al. 2017). */
export const LIMBS: readonly (readonly [Joint, Joint])[] = [
  ['neck', 'rightShoulder'], ['neck', 'leftShoulder'], ['rightShoulder', 'rightElbow'], ['rightElbow', 'rightWrist'],
  ['leftShoulder', 'leftElbow'], ['leftElbow', 'leftWrist'], ['neck', 'rightHip'], ['rightHip', 'rightKnee'], ['rightKnee', 'rightAnkle'],
  ['neck', 'leftHip'], ['leftHip', 'leftKnee'], ['leftKnee', 'leftAnkle'], ['neck', 'nose'], ['nose', 'rightEye'], ['rightEye', 'rightEar'],
  ['nose', 'leftEye'], ['leftEye', 'leftEar'],
] // prettier-ignore

/** Limbs are darker than joints by this factor, so that joints can be told from what runs into them. */
export const LIMB_SHADE = 0.6
