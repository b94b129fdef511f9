/**
 * Letters of other alphabets, and of phonetics, that look like these; capitals where they look like other letters than the small ones do.
 * Pairs: what is written, what is read. Source: Unicode Technical Standard 39, confusables, as far as prompts have them.
 */
const LOOK_ALIKES = [
  // Cyrillic
  ...'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԁd ԛq ԝw һh аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ӏl пn ԍg ѵv зz'.split(' '),
  // Greek
  ...'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa βb γy δd εe ζz ηn ιi κk μm νv οo πn ρp σo ςs τt υu χx ωw'.split(' '),
  // Armenian, Cherokee
  ...'աw եt հh ոn ռn սu օo ցg քp Ꭰd Ꭼe Ꮋh Ꮇm Ꮲp Ꮪs Ꭲi'.split(' '),
  // Latin beyond accents, small capitals, phonetic letters
  ...'ıi łl øo đd ðd ŧt ħh æae œoe ßss ɑa ɐa ɒa ƅb ɓb ƈc ɗd ɖd ɘe ǝe əe ɛe ɜe ɠg ɡg ɦh ɥh ɨi ɩi ʝj ƙk ɫl ɭl ɬl ɱm ɯm ɲn ŋn ɳn ɵo ɔo ʂs ƭt ʈt ʊu ʉu ʋv ʌv ɣy ʒz ʐz ɾr ɽr ɹr'.split(
    ' ',
  ),
  ...'ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz'.split(' '),
].map((pair): [string, string] => [[...pair][0]!, [...pair].slice(1).join('')])

/** Alphabets of signs: first letter A, 26 in a row. */
const SIGN_ALPHABETS = [0x1f1e6, 0x1f150, 0x1f170] as const

const SIGNS = new Map<string, string>([
  ...LOOK_ALIKES,
  ...SIGN_ALPHABETS.flatMap((start) =>
    Array.from({ length: 26 }, (_, i): [string, string] => [String.fromCodePoint(start + i), String.fromCharCode(97 + i)]),
  ),
  ['🔞', ' nsfw '],
  // Letters that show nothing.
  ...[0x115f, 0x1160, 0x3164, 0xffa0, 0x2800].map((code): [string, string] => [String.fromCodePoint(code), '']),
])

const NOT_ASCII = /[^\p{ASCII}]/u
const EACH_NOT_ASCII = /[^\p{ASCII}]/gu
const INVISIBLE = /[\p{M}\p{Cf}]/gu

/**
 * A text as it is read, whatever it is written with: small letters, without accents, invisible characters and look-alikes from other alphabets.
 * Linear in its length.
 */
export function foldText(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKC')
    .replace(EACH_NOT_ASCII, readSign)
    .toLowerCase()
    .normalize('NFD')
    .replace(INVISIBLE, '')
    .replace(EACH_NOT_ASCII, readSign)
}

function readSign(sign: string): string {
  return SIGNS.get(sign) ?? sign
}
