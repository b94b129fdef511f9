/** Things that the icon set lacks or shows from an unhelpful side, drawn in its manner. Coordinates as in the set: 32 units per side. */
export interface DrawnGlyph {
  readonly width: number
  readonly height: number
  readonly body: string
}

export const DRAWN_GLYPHS: Readonly<Record<string, DrawnGlyph>> = {
  // Seen from the side, unlike the set's airplane, so that something can sit on it.
  jet: {
    width: 64,
    height: 32,
    body:
      '<path fill="#0084ce" d="M50 14 59 2.5c.4-.5 1-.8 1.6-.8h1.2c.7 0 1.1.7.9 1.3L59.5 15z"/>' +
      '<path fill="#e6e1ec" d="M4.5 19.5c0-3.2 5-6.5 11-6.5H60c1.2 0 1.9 1.3 1.3 2.3C58.5 20 52 25 44 25H13c-5 0-8.5-2.6-8.5-5.5"/>' +
      '<path fill="#cdc4d6" d="M4.7 20.8h52.5C53.5 23.3 49 25 44 25H13c-4.5 0-7.8-2-8.3-4.2"/>' +
      '<path fill="#26c9fc" d="M7.2 17.3c1.3-1.4 3.3-2.5 5.6-3.1h2.7v3.1z"/>' +
      '<path fill="#00a6ed" d="M4.6 20.2h53.4l-1.2.9H4.8z"/>' +
      Array.from({ length: 10 }, (_, i) => `<circle cx="${String(20 + i * 3.2)}" cy="17" r="1.05" fill="#26c9fc"/>`).join('') +
      '<rect x="30" y="26" width="7" height="4" rx="2" fill="#636363"/><rect x="29.5" y="26.4" width="2.6" height="3.2" rx="1.3" fill="#321b41"/>' +
      '<path fill="#0084ce" d="M27 21.5h12c.5 0 .9.5.6 1L34.5 29c-.3.5-.9.8-1.5.8h-2.5c-.6 0-1-.5-.9-1.1L31 23l-4-.3c-.6-.1-.6-1.2 0-1.2" transform="translate(3 0)"/>' +
      '<path fill="#00a6ed" d="M49 16.5h9.5c.6 0 1 .7.6 1.2l-2.5 2.5c-.3.3-.7.5-1.2.5H49.5z"/>',
  },
  table: {
    width: 44,
    height: 22,
    body:
      '<path fill="#6d4534" d="M5 7h3.6l-.9 14.2a.8.8 0 0 1-.8.8H5.3a.8.8 0 0 1-.8-.9zM35.4 7H39l.5 14.1a.8.8 0 0 1-.8.9h-1.6a.8.8 0 0 1-.8-.8z"/><path fill="#5a372a" d="M11 8h2.2l-.5 9.5a.6.6 0 0 1-.6.5h-.7a.6.6 0 0 1-.6-.6zm19.8 0H33l.2 9.4a.6.6 0 0 1-.6.6h-.7a.6.6 0 0 1-.6-.5z"/>' +
      '<path fill="#7d533f" d="M3.5 6h37v3.6h-37z"/><rect x="1" y="2.8" width="42" height="3.8" rx="1.4" fill="#a56953"/><path fill="#bf8067" d="M2.5 2.8h39A1.5 1.5 0 0 1 43 4.3H1a1.5 1.5 0 0 1 1.5-1.5"/>',
  },
  // Layers of leaves and a trunk to sit under.
  'deciduous-tree': {
    width: 40,
    height: 44,
    body:
      '<path fill="#6b4a35" d="M17 43.5c1-4 1.5-9 1.3-15h3.6c-.3 6 .3 11 1.3 15-2 .7-4.2.7-6.2 0"/><path fill="#573a29" d="m20 30 5.5-5 .9.8-5.8 6.5zm-1 1-4.5-4.5-.7.7L18.8 33z"/>' +
      '<path fill="#2f7a48" d="M20 2c4.5 0 7.5 2.6 8.6 5.8 4.2.2 7.4 3.4 7.4 7.2 0 1.7-.5 3.1-1.4 4.3 1.5 1.2 2.4 3 2.4 5 0 4-3.6 6.9-7.7 6.7-2 1.8-5.6 2-9.3 1-3.7 1-7.3.8-9.3-1C6.6 31.2 3 28.3 3 24.3c0-2 .9-3.8 2.4-5A7.3 7.3 0 0 1 4 15c0-3.8 3.2-7 7.4-7.2C12.5 4.6 15.5 2 20 2"/>' +
      '<path fill="#4f9a4a" d="M19 3.5c4 0 6.6 2.2 7.5 5.2 3.8.2 6.3 2.8 6.3 6 0 1.5-.6 2.9-1.6 3.9 1 .9 1.6 2.2 1.6 3.6 0 3-2.8 5-5.8 4.6-1.7 1.7-4.8 1.9-7.6.6-2.6 1.2-5.7 1-7.4-.6C8.8 27.2 6 25.2 6 22.2c0-1.4.6-2.7 1.6-3.6a5.6 5.6 0 0 1-1.4-3.9c0-3.2 2.5-5.8 6.1-6 .9-3 2.9-5.2 6.7-5.2"/>' +
      '<path fill="#74b85a" d="M18 5c2.8 0 5 1.6 5.4 4-1.8 2.4-5 2.8-7.2 1.8-2.6 1.6-5.4 1-6.2-1 .4-1 1.6-1.4 2.6-1.4C13.4 6.2 15.4 5 18 5m9.5 6c2.2 0 4 1.6 4 3.6-1.6 1.8-4.2 2-6 .8-.6-2 .2-4.2 2-4.4M9 17c2.4-.6 4.6.4 5.2 2.4-1.4 2-4.2 2.2-6 1-.8-1.4-.2-3 .8-3.4m10.5.5c2.6-.6 5 .6 5.5 2.6-1.6 2-4.6 2.2-6.4.8-.6-1.4-.1-3 .9-3.4"/>',
  },
  'hot-air-balloon': {
    width: 32,
    height: 40,
    body:
      '<path fill="#f92f60" d="M16 1C8 1 2 6.8 2 14.2 2 21 8 25.5 12 30h8c4-4.5 10-9 10-15.8C30 6.8 24 1 16 1"/>' +
      '<path fill="#ffb02e" d="M16 1c-5 0-8.5 5.8-8.5 13.2C7.5 21 11 25.5 13.5 30h5c2.5-4.5 6-9 6-15.8C24.5 6.8 21 1 16 1"/>' +
      '<path fill="#00a6ed" d="M16 1c-2.3 0-4 5.8-4 13.2C12 21 14 25.5 15 30h2c1-4.5 3-9 3-15.8C20 6.8 18.3 1 16 1"/>' +
      '<path fill="none" stroke="#6d4534" stroke-width=".6" d="m12.3 30 .9 4m6.5-4-.9 4"/><path fill="#a56953" d="M12.5 33.5h7l-.6 4.6a1 1 0 0 1-1 .9h-3.8a1 1 0 0 1-1-.9z"/><path fill="#7d533f" d="M12.3 33h7.4v1.6h-7.4z"/>',
  },
  lighthouse: {
    width: 32,
    height: 48,
    body:
      '<path fill="#998ea4" d="M4 48c1-3 5-5 12-5s11 2 12 5z"/><path fill="#f4f4f4" d="M11 14h10l3 30H8z"/>' +
      '<path fill="#f8312f" d="m10.5 19 11 0 .6 6H9.9zm-1.2 12h13.4l.6 6H8.7z"/><path fill="#000" opacity=".08" d="M17 14h4l3 30h-5z"/>' +
      '<rect x="9" y="12" width="14" height="2.4" rx="1" fill="#433b6b"/><rect x="12" y="6.5" width="8" height="6" fill="#fcd53f"/><path fill="#533566" d="M15.5 6h1v7h-1z"/>' +
      '<path fill="#ca0b4a" d="M10.8 7c.2-3.5 2.6-5.5 5.2-5.5S21 3.5 21.2 7z"/><path fill="#433b6b" d="M14 44v-5a2 2 0 0 1 4 0v5z"/>',
  },
  bench: {
    width: 40,
    height: 24,
    body:
      '<path fill="#4e4e55" d="M6 12h2.4v11.2a.8.8 0 0 1-.8.8h-.8a.8.8 0 0 1-.8-.8zm25.6 0H34v11.2a.8.8 0 0 1-.8.8h-.8a.8.8 0 0 1-.8-.8z"/>' +
      '<rect x="2" y="2" width="36" height="3" rx="1.5" fill="#bf8067"/><rect x="2" y="6.5" width="36" height="3" rx="1.5" fill="#a56953"/><rect x="1" y="13" width="38" height="3.4" rx="1.7" fill="#bf8067"/><path fill="#4e4e55" d="M6.6 2h1.8v12H6.6zm25 0h1.8v12h-1.8z"/>',
  },
  // Lying; the set has nobody asleep.
  'sleeping-cat': {
    width: 46,
    height: 27,
    body:
      '<path fill="#f3ad61" d="M8 21c0-8 7-13 17-13s17 5.5 17 12.5C42 24 39.5 26 36 26H13c-3.5 0-5-2-5-5"/>' +
      '<path fill="#d3883e" d="M22 8.2c.8 0 1.5.7 1.5 1.5v3.5a1 1 0 0 1-2 0zm5 0c.8.1 1.7.9 1.7 1.7v4a1 1 0 0 1-2 0zm5.5 1.3c1 .5 1.5 1 1.5 2v3a1 1 0 0 1-2 0z"/>' +
      '<path fill="#ffdea7" d="M14 26c2-3.5 7-5 12-5s9 1.5 11 5z"/>' +
      '<path fill="#d3883e" d="M41.5 17.5c1.8 2 2.5 5 .5 7-1.5 1.5-4 1.5-8 1.5H21c-2 0-2-3 0-3h13c3 0 5-.3 5.5-1.5.4-1-.2-2.2-.8-3-.9-1.3 1.6-2.4 2.8-1"/>' +
      '<path fill="#f3ad61" d="m5 15-1-6.5c-.1-.6.6-.9 1-.5l4.5 4.2zm10-2.8 4.5-4.2c.4-.4 1.1-.1 1 .5L19.5 15z"/><path fill="#d3883e" d="m5.7 13.5-.5-3.3 2.5 2.3zm10.7-1 2.5-2.3-.5 3.3z"/>' +
      '<ellipse cx="12" cy="19" rx="8.5" ry="7" fill="#f3ad61"/><ellipse cx="9.5" cy="22" rx="4.2" ry="3" fill="#ffdea7"/>' +
      '<path fill="none" stroke="#212121" stroke-width=".9" stroke-linecap="round" d="M6.5 18.5q1.3 1.3 2.6 0m4.4 0q1.3 1.3 2.6 0"/><path fill="#212121" d="M8.3 20.7h2l-1 1.1z"/>',
  },
  'sleeping-dog': {
    width: 46,
    height: 27,
    body:
      '<path fill="#f3ad61" d="M8 21c0-8 7-13 17-13s17 5.5 17 12.5C42 24 39.5 26 36 26H13c-3.5 0-5-2-5-5"/>' +
      '<path fill="#ffdea7" d="M14 26c2-3.5 7-5 12-5s9 1.5 11 5z"/>' +
      '<path fill="#d3883e" d="M41.5 17.5c1.8 2 2.5 5 .5 7-1.5 1.5-4 1.5-8 1.5H21c-2 0-2-3 0-3h13c3 0 5-.3 5.5-1.5.4-1-.2-2.2-.8-3-.9-1.3 1.6-2.4 2.8-1"/>' +
      '<path fill="#d3883e" d="M6 12.5c-3 .5-4.5 3.5-4 7.5.2 1.5 2 1.6 2.6.3L8 13.5zm12 0c3 .5 4.5 3.5 4 7.5-.2 1.5-2 1.6-2.6.3L16 13.5z"/>' +
      '<ellipse cx="12" cy="19" rx="8.5" ry="7" fill="#f3ad61"/><ellipse cx="9.5" cy="22" rx="4.2" ry="3" fill="#ffdea7"/>' +
      '<path fill="none" stroke="#212121" stroke-width=".9" stroke-linecap="round" d="M6.5 18.5q1.3 1.3 2.6 0m4.4 0q1.3 1.3 2.6 0"/><path fill="#212121" d="M8.3 20.7h2l-1 1.1z"/>',
  },
  sofa: {
    width: 48,
    height: 28,
    body:
      '<path fill="#5a3a2c" d="M7 25h3v3H7zm31 0h3v3h-3z"/><rect x="6" y="3" width="36" height="18" rx="4" fill="#4a7fb5"/><path fill="#5b92c8" d="M8 7a3 3 0 0 1 3-3h12.5v14H8zm16.5-3H37a3 3 0 0 1 3 3v11H24.5z"/>' +
      '<path fill="#3f6f9f" d="M6 16h36v9.5H6z"/><rect x="7" y="15.5" width="17" height="5.5" rx="2" fill="#6ba1d4"/><rect x="24.2" y="15.5" width="17" height="5.5" rx="2" fill="#6ba1d4"/>' +
      '<rect x="1.5" y="10.5" width="7.5" height="15.5" rx="3.5" fill="#4a7fb5"/><rect x="39" y="10.5" width="7.5" height="15.5" rx="3.5" fill="#4a7fb5"/><path fill="#3f6f9f" d="M1.5 22h7.5v1a3 3 0 0 1-3 3H4.5a3 3 0 0 1-3-3zM39 22h7.5v1a3 3 0 0 1-3 3h-1.5a3 3 0 0 1-3-3z"/>',
  },
  'floor-lamp': {
    width: 20,
    height: 48,
    body: '<ellipse cx="10" cy="46.5" rx="6" ry="1.5" fill="#4e4e55"/><path fill="#6d6d76" d="M9.3 15h1.4v31H9.3z"/><circle cx="10" cy="15.5" r="2.6" fill="#fff3b0"/><path fill="#f2b84b" d="M5.5 2h9L19 15H1z"/><path fill="#ffd681" d="M5.5 2h4L8.5 15H1z"/><path fill="#d99a2e" d="M1 14h18l.3 1.2H.7z"/>',
  },
  headstone: {
    width: 24,
    height: 28,
    body: '<path fill="#8a8f9c" d="M4 27V11a8 8 0 0 1 16 0v16z"/><path fill="#a7acb8" d="M4 27V11a8 8 0 0 1 11-7.4A8 8 0 0 0 8 11v16z"/><path fill="#666b79" d="M11 9h2v3h3v2h-3v6h-2v-6H8v-2h3zM2 25h20v3H2z"/>',
  },
  // A rock in the water, for those who cannot swim.
  islet: {
    width: 64,
    height: 16,
    body: '<path fill="#6f6a72" d="M1 12c4-7 12-9 20-9.5 8-.6 16-.6 24 .5s14 4 18 9c-6 4-18 4-31 4S6 15.5 1 12"/><path fill="#8d8891" d="M6 8.5C10 4.5 16 3 22 2.5c7-.5 15-.5 22 .5-6 3-10 3-17 4S12 9 6 8.5"/><path fill="#57525b" d="M1 12c8 1.5 14-1 22 .5s14 1.5 22-.5 12 0 18 0c-6 4-18 4-31 4S6 15.5 1 12"/>',
  },
  // A straight shaft to be gripped, long enough for the head to be under it.
  umbrella: {
    width: 40,
    height: 44,
    body:
      '<path fill="none" stroke="#433b6b" stroke-width="1.7" stroke-linecap="round" d="M20 1.4V38.4"/><path fill="none" stroke="#8c5543" stroke-width="2.4" stroke-linecap="round" d="M20 33.5v5.6a3 3 0 0 0 6 0"/>' +
      '<path fill="#8d65c5" d="M1 19C2.4 9.4 10 2.8 20 2.8S37.6 9.4 39 19q-2.7-3.4-6.3-3.400t-6.3 3.400q-2.9-3.4-6.4-3.400t-6.4 3.400q-2.7-3.4-6.3-3.400T1 19"/>' +
      '<path fill="#6f48ab" d="M13.6 19C13.9 11 16.5 5 20 2.8 10 3.4 7.6 9 7.3 15.600q3.6 0 6.3 3.400m12.8 0q2.7-3.4 6.3-3.400C32.4 9 30 3.4 20 2.8 23.5 5 26.1 11 26.4 19"/>',
  },
  // On a string that ends where a hand is.
  balloon: {
    width: 28,
    height: 58,
    body:
      '<path fill="none" stroke="#6d6f86" stroke-width=".9" d="M14 34.500c-2.4 5 2.2 8 .6 13-.6 2.6-.8 6-.6 10.5"/><path fill="#ca0b4a" d="m14 31.5 3 4.200h-6z"/>' +
      '<path fill="#f8312f" d="M14 1c7.2 0 12.5 6 12.5 14S20 33 14 33 1.5 23 1.5 15 6.8 1 14 1"/><path fill="#ff8687" d="M17.6 5.200c3 1 5 4 5.3 7.4.1 1.5-1.8 1.8-2.3.4-.8-2.3-1.9-4-3.8-5.3-1.3-.9-.6-3 .8-2.5"/>',
  },
  kite: {
    width: 32,
    height: 84,
    body:
      '<path fill="none" stroke="#6d6f86" stroke-width=".8" d="M16 20C12 40 20 60 16 84"/><path fill="none" stroke="#d0508f" stroke-width="1.1" d="M16 41c4 4-3 7 1 11 2.6 3 5 5 3 9"/>' +
      '<path fill="#e0453a" d="m16 1 14 16H16z"/><path fill="#f9c23c" d="M16 1 2 17h14z"/><path fill="#2fa7e0" d="m30 17-14 25V17z"/><path fill="#4fb35a" d="m2 17 14 25V17z"/><path fill="#d0508f" d="m14 47 3.6 1.800L21 46l-.6 5-3-1.600L14 52zm3 9 3.4 1.8 3.4-2.8-.6 5-3-1.6-3.4 2.600z"/>',
  },
  // A duck of one colour: the set's has a drake's green head, which no yellow duck has.
  'plain-duck': {
    width: 32,
    height: 32,
    body:
      '<path fill="#fcd53f" d="M4 15.500a7 7 0 0 1 13-3.500c1 2 .8 3.6 2.5 4.600C23 18.5 27 17 30 15.500c1 7.5-3 13.5-12 13.500C10 29 6.5 25.5 7 21c.1-1-3-2-3-5.5"/>' +
      '<path fill="#e3b522" d="M15 20.500c4.5-2 9-1 12.5-1.8-1 4.5-4 6.8-8 6.8-3 0-5.5-1.8-4.5-5"/><path fill="#f0502a" d="M5.5 13.500c-2.5.2-4.5 1.4-4.5 2.600s2.2 1.7 4.6 1.300z"/><path fill="#c93d1c" d="M1 16.100c0 1.2 2.2 1.7 4.6 1.300l-.1-1.500z"/><circle cx="9.4" cy="13" r="1.35" fill="#212121"/>',
  },
  zzz: {
    width: 32,
    height: 32,
    body: [['#ffffff', 4.2], ['#3d6fe0', 2.1]].map(([colour, wide]) => `<path fill="none" stroke="${String(colour)}" stroke-width="${String(wide)}" stroke-linecap="round" stroke-linejoin="round" d="M4 19h9L4 29h9M14.5 11h7.500l-7.5 8.500H22M23.5 4h6l-6 6.500h6"/>`).join(''),
  }, // prettier-ignore
  // Behind what moves.
  'motion-lines': {
    width: 32,
    height: 16,
    body: '<path fill="none" stroke="#ffffff" stroke-opacity=".75" stroke-linecap="round" stroke-width="1.3" d="M6 3h20M1 8h24M9 13h16"/>',
  },
  rug: {
    width: 64,
    height: 12,
    body: '<ellipse cx="32" cy="6" rx="31" ry="5.6" fill="#c44f6b"/><ellipse cx="32" cy="6" rx="26" ry="4.3" fill="#e27b8e"/><ellipse cx="32" cy="6" rx="17" ry="2.6" fill="#f4b9b4"/>',
  },
  // Without the moon that the set puts beside it.
  tent: {
    width: 48,
    height: 32,
    body:
      '<path fill="#2f8f5b" d="M14 4 30 4 47 30H31z"/><path fill="#43b674" d="M14 4 1 30h30z"/><path fill="#1f3f38" d="M14.4 9 8.5 30h12z"/>' +
      '<path fill="#7ed6a0" d="M14.4 9 8.5 30H5.6zm0 0 6.1 21h3z"/><path fill="#8a6a45" d="m13.2 1.6 1.6-.6 1 3.4-1.8.4z"/><path fill="#256f4a" d="m30 4 17 26h-3L28.4 4z"/>',
  },
  // Without the snowflakes around it.
  snowman: {
    width: 34,
    height: 46,
    body:
      '<path fill="#6b4a35" d="M8.6 26.4 2 20.6l-1.6.6.2-1.2 1-.4-.4-2 1.1-.2.5 1.9 7.2 5.6zm16.8 0 6.6-5.8 1.6.6-.2-1.2-1-.4.4-2-1.1-.2-.5 1.9-7.2 5.6z"/>' +
      '<ellipse cx="17" cy="34.5" rx="12.5" ry="11.2" fill="#c6d6e8"/><ellipse cx="16.2" cy="33.8" rx="11.4" ry="10.2" fill="#f4f8fd"/><ellipse cx="17" cy="16" rx="8.2" ry="7.8" fill="#c6d6e8"/><ellipse cx="16.5" cy="15.5" rx="7.5" ry="7.1" fill="#f7fafe"/>' +
      '<path fill="#d6403a" d="M9.5 20.6q7.5 4 15 0l.6 3q-8 4.2-16.2 0z"/><path fill="#b52f2c" d="m20.5 23.8 4-1 1.8 7.4-3.8.9z"/>' +
      '<path fill="#f58a2c" d="m16.6 15.6 9 2-9 1.6z"/><circle cx="13.8" cy="13.6" r="1.15" fill="#212121"/><circle cx="19.6" cy="13.6" r="1.15" fill="#212121"/><circle cx="16.4" cy="29" r="1.2" fill="#212121"/><circle cx="16.4" cy="33.4" r="1.2" fill="#212121"/><circle cx="16.4" cy="37.8" r="1.2" fill="#212121"/>' +
      '<path fill="#33343f" d="M10.8 1.4A1.2 1.2 0 0 1 12 .4h10a1.2 1.2 0 0 1 1.2 1L23.6 8H10.4z"/><path fill="#22232b" d="M7.6 7.6h18.8a1 1 0 0 1 0 2H7.6a1 1 0 0 1 0-2"/><path fill="#d6403a" d="M10.6 5h12.8l.2 2.6H10.4z"/>',
  },
  // As one sees it whom the reader sits opposite.
  'held-book': {
    width: 34,
    height: 24,
    body:
      '<path fill="#f6efe0" d="M3 3.4Q10 .6 17 4q7-3.4 14-.6V8H3z"/><path fill="#d8ccb2" d="M16.5 4h1v4h-1z"/>' +
      '<path fill="#b3262e" d="M1.6 5.2Q9.6 2.6 16.4 6v17Q9 19.8 2.2 22.2a.8.8 0 0 1-1-.8V5.8a.7.7 0 0 1 .4-.6"/><path fill="#cf3a3c" d="M32.4 5.2Q24.4 2.6 17.6 6v17q7.4-3.2 14.2-.8a.8.8 0 0 0 1-.8V5.8a.7.7 0 0 0-.4-.6"/>' +
      '<path fill="#8f1a24" d="M16.2 6h1.6v17h-1.6z"/><path fill="#f2c14e" d="M21 9.6q4.4-1.4 8.6-.6v2.2q-4.4-.8-8.6.6zm0 4.6q3-1 5.6-.8V15q-2.8-.2-5.6.8z"/>',
  },
}
