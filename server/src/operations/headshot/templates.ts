import type { Backdrop } from './draw-backdrop.ts'

/** How a headshot is made, all of it as numbers. Shares of the picture's height unless it says otherwise. */
export interface Template {
  readonly frame: {
    /** From the line of the eyes to the chin: how large the head is. Passports ask for about 0.24. */
    readonly eyesToChin: number
    /** From the upper edge to the line of the eyes. */
    readonly eyeLine: number
  }
  readonly backdrop: Backdrop
  readonly light: {
    /** Stops added to the person, after the exposure has been put right. */
    readonly exposure: number
    /** 0 leaves shadows on the face as they are, 1 lifts them as far as looks natural. */
    readonly fill: number
    /** How much of the backdrop's light falls on the person's outline, and how much its colour tints them; 0..1. */
    readonly wrap: number
    readonly ambient: number
  }
  /** 0 changes nothing, 1 is what still looks like a photo. */
  readonly retouch: { readonly skin: number; readonly eyes: number; readonly teeth: number }
  readonly tone: {
    /** 1 keeps. */
    readonly saturation: number
    /** Steepness of the middle tones; 1 keeps. */
    readonly contrast: number
    /** How much darker the corners are, 0..1. */
    readonly vignette: number
  }
}

const PORTRAIT = { eyesToChin: 0.2, eyeLine: 0.4 }
const CLOSE = { eyesToChin: 0.225, eyeLine: 0.42 }
const WIDE = { eyesToChin: 0.17, eyeLine: 0.37 }
const RETOUCH = { skin: 0.6, eyes: 0.5, teeth: 0.5 }

/** By the ids of catalogue/headshots.json. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  'studio-grey': {
    frame: PORTRAIT,
    backdrop: { kind: 'studio', lit: '#c9cbce', dark: '#74787e' },
    light: { exposure: 0.05, fill: 0.6, wrap: 0.3, ambient: 0.05 },
    retouch: RETOUCH,
    tone: { saturation: 1, contrast: 1.04, vignette: 0.12 },
  },
  'studio-white': {
    frame: CLOSE,
    backdrop: { kind: 'studio', lit: '#ffffff', dark: '#e4e7ea' },
    light: { exposure: 0.15, fill: 0.8, wrap: 0.45, ambient: 0.04 },
    retouch: RETOUCH,
    tone: { saturation: 1, contrast: 1, vignette: 0 },
  },
  office: {
    frame: WIDE,
    backdrop: { kind: 'office' },
    light: { exposure: 0.05, fill: 0.6, wrap: 0.4, ambient: 0.1 },
    retouch: RETOUCH,
    tone: { saturation: 0.98, contrast: 1.02, vignette: 0.08 },
  },
  library: {
    frame: WIDE,
    backdrop: { kind: 'library' },
    light: { exposure: -0.05, fill: 0.45, wrap: 0.25, ambient: 0.14 },
    retouch: { ...RETOUCH, skin: 0.5 },
    tone: { saturation: 1, contrast: 1.05, vignette: 0.2 },
  },
  'outdoors-park': {
    frame: WIDE,
    backdrop: { kind: 'park' },
    light: { exposure: 0.05, fill: 0.6, wrap: 0.4, ambient: 0.1 },
    retouch: { ...RETOUCH, skin: 0.5 },
    tone: { saturation: 1.04, contrast: 1.02, vignette: 0.1 },
  },
  'city-evening': {
    frame: WIDE,
    backdrop: { kind: 'city' },
    light: { exposure: -0.3, fill: 0.4, wrap: 0.3, ambient: 0.16 },
    retouch: { ...RETOUCH, skin: 0.5 },
    tone: { saturation: 1.02, contrast: 1.06, vignette: 0.2 },
  },
  'linkedin-blue': {
    frame: CLOSE,
    backdrop: { kind: 'studio', lit: '#6f9fd8', dark: '#1f4a86' },
    light: { exposure: 0.05, fill: 0.6, wrap: 0.3, ambient: 0.06 },
    retouch: RETOUCH,
    tone: { saturation: 1, contrast: 1.04, vignette: 0.08 },
  },
  'black-and-white': {
    frame: CLOSE,
    backdrop: { kind: 'studio', lit: '#8d8d8d', dark: '#2b2b2b' },
    light: { exposure: 0, fill: 0.3, wrap: 0.2, ambient: 0 },
    retouch: { skin: 0.4, eyes: 0.5, teeth: 0.3 },
    tone: { saturation: 0, contrast: 1.16, vignette: 0.25 },
  },
}
