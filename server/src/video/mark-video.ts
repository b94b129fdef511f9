/** The box that carries XMP in an ISO base media file. Source: ISO 16684-3; Adobe, "XMP Specification Part 3", 1.2.5. */
const XMP_UUID = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')

/**
 * An MP4 that says how it came about, in the words of IPTC (Digital Source Type), as pictures do: an XMP packet in a box at its end, where it moves nothing.
 * Source: https://cv.iptc.org/newscodes/digitalsourcetype/
 */
export function markVideo(bytes: Uint8Array, sourceType: string): Uint8Array<ArrayBuffer> {
  const packet = Buffer.from(
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">' +
      `<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/${sourceType}</Iptc4xmpExt:DigitalSourceType>` +
      '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
  )
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + XMP_UUID.length + packet.length, 0)
  head.write('uuid', 4, 'latin1')
  return new Uint8Array(Buffer.concat([bytes, head, XMP_UUID, packet]))
}
