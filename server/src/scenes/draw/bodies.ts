/** The icon set shows some creatures as a head only. In a scene they need something to stand on, so a simple seated body is drawn. */
export interface BodyColours {
  readonly kind: 'animal' | 'person' | 'robot'
  readonly main: string
  readonly light: string
  readonly dark: string
}

const animal = (main: string, light: string, dark: string): BodyColours => ({ kind: 'animal', main, light, dark })
const person = (main: string, light: string, dark: string): BodyColours => ({ kind: 'person', main, light, dark })

export const HEADS: Readonly<Record<string, BodyColours>> = {
  fox: animal('#ff8f3d', '#ffdea7', '#d3692e'),
  bear: animal('#a56953', '#e39d89', '#7d533f'),
  panda: animal('#f4f4f4', '#ffffff', '#2b2b30'),
  'polar-bear': animal('#f4f4f4', '#ffffff', '#d3d3d3'),
  koala: animal('#9b9b9b', '#e6e6e6', '#7a7a7a'),
  lion: animal('#ffb02e', '#ffdea7', '#c98a1d'),
  wolf: animal('#8d8d94', '#d3d3d3', '#636369'),
  hamster: animal('#f3ad61', '#ffffff', '#d3883e'),
  frog: animal('#86d72f', '#d6f5a8', '#5fae1b'),
  raccoon: animal('#8c8c8c', '#d3d3d3', '#4e4e55'),
  alien: animal('#86d72f', '#c3ef3c', '#5fae1b'),
  moose: animal('#7d533f', '#a56953', '#5b3a2c'),
  robot: { kind: 'robot', main: '#cdc4d6', light: '#26c9fc', dark: '#636363' },
  baby: person('#9fd8f5', '#ffc83d', '#7dbfe4'),
}

/** Head above, body below, in the same 32 × 32 box. */
export function withBody(head: string, { kind, main, light, dark }: BodyColours): string {
  const shapes = {
    animal:
      `<path fill="${dark}" d="M22 27c4 .5 6-2 5.6-5.5-.2-1.6 1.9-1.9 2.2-.2C30.6 26 27 30 22 29.5z"/>` +
      `<path fill="${main}" d="M9 22c0-4 3-6.5 7-6.5s7 2.5 7 6.5v6a2 2 0 0 1-2 2H11a2 2 0 0 1-2-2z"/>` +
      `<ellipse cx="16" cy="24.5" rx="4" ry="4.6" fill="${light}"/>` +
      `<path fill="${dark}" d="M9.5 27.5h4.2c.8 0 1.3.7 1.3 1.3V30H9.8A1.8 1.8 0 0 1 8 28.5c0-.6.6-1 1.5-1m13 0h-4.2c-.8 0-1.3.7-1.3 1.3V30h5.2a1.8 1.8 0 0 0 1.8-1.5c0-.6-.6-1-1.5-1"/>`,
    person:
      `<path fill="${dark}" d="M12.3 25h3.2v5.3a.7.7 0 0 1-.7.7h-1.9a.7.7 0 0 1-.7-.7zm4.2 0h3.2v5.3a.7.7 0 0 1-.7.7h-1.9a.7.7 0 0 1-.7-.7z"/>` +
      `<path fill="${light}" d="M9.2 19.5h2v5.3a1 1 0 0 1-2 0zm11.6 0h2v5.3a1 1 0 0 1-2 0z"/>` +
      `<path fill="${main}" d="M9 21c0-3 2.5-4.5 7-4.5s7 1.5 7 4.5v1h-2l1 5.2c.1.4-.2.8-.7.8H10.7c-.5 0-.8-.4-.7-.8L11 22H9z"/>`,
    robot:
      `<rect x="10" y="17" width="12" height="9.5" rx="2" fill="${main}"/><rect x="13" y="19.5" width="6" height="4" rx="1" fill="${light}"/>` +
      `<rect x="6.8" y="18" width="2.6" height="7.5" rx="1.3" fill="${dark}"/><rect x="22.6" y="18" width="2.6" height="7.5" rx="1.3" fill="${dark}"/>` +
      `<rect x="11.5" y="26" width="3.2" height="5" rx="1" fill="${dark}"/><rect x="17.3" y="26" width="3.2" height="5" rx="1" fill="${dark}"/>`,
  }
  return `${shapes[kind]}<g transform="translate(5.6 .4) scale(.65)">${head}</g>`
}

/** People whom the icon set shows down to the chest. */
export const BUST =
  /^((man|woman)-)?(astronaut|cook|farmer|firefighter|singer|artist|pilot|police-officer|judge|scientist|student|teacher|technologist|mechanic|health-worker|office-worker|construction-worker|factory-worker|detective|guard|mage|elf|vampire|superhero|supervillain|in-tuxedo|prince|princess|ninja|person-with-crown)$/

/** The bust a little smaller, on simple legs. */
export function withLegs(bust: string): string {
  const trousers = trousersOf(bust)
  return (
    `<path fill="${trousers}" d="M10.6 23.5h10.8l-.4 6.2a.6.6 0 0 1-.6.5h-3a.6.6 0 0 1-.6-.5l-.4-3.7h-.8l-.4 3.7a.6.6 0 0 1-.6.5h-3a.6.6 0 0 1-.6-.5z"/>` +
    `<path fill="#2b2b30" d="M10.2 30.2h5.1V31a.9.9 0 0 1-.9.9h-4.2a.85.85 0 0 1 0-1.7m11.6 0h-5.1V31a.9.9 0 0 0 .9.9h4.2a.85.85 0 0 0 0-1.7"/>` +
    `<g transform="translate(3.2 0) scale(.8)">${bust}</g>`
  )
}

function trousersOf(bust: string): string {
  const colours = [...bust.matchAll(/fill="(#[0-9a-f]{6})"/gi)].map(([, colour]) => colour)
  return colours.find((colour) => /^#(3|4|5|6)/.test(colour)) ?? '#4b4d63'
}

const leg = (colour: string, path: string) =>
  `<path fill="none" stroke="${colour}" stroke-width="4.6" stroke-linecap="round" stroke-linejoin="round" d="${path}"/>`
const boot = (x: number, y: number) => `<ellipse cx="${String(x)}" cy="${String(y)}" rx="3.2" ry="2" fill="#2b2b30"/>`
const smaller = (bust: string) => `<g transform="translate(3.2 2.4) scale(.8)">${bust}</g>`

/** Busts that sit, by the prefix of their names: astride with one leg on this side, before one on a seat, or in a boat that hides the legs. */
export const SITTERS = [
  {
    prefix: 'riding/',
    height: 42,
    seat: 27.4 / 42,
    draw: (bust: string) => smaller(bust) + leg(trousersOf(bust), 'M17 26.6 10.4 29.6 11.8 38') + boot(10.6, 39.6),
  },
  {
    prefix: 'seated/',
    height: 38,
    seat: 28.4 / 38,
    draw: (bust: string) =>
      smaller(bust) + leg(trousersOf(bust), 'M13 27 11.8 29.4V34.4M19 27 20.2 29.4V34.4') + boot(11.2, 35.8) + boot(20.8, 35.8),
  },
  { prefix: 'aboard/', height: 32, seat: 1, draw: (bust: string) => bust },
] as const
