// Files as a zip archive, uncompressed. Specification: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.

/** 1980-01-01, the earliest that the format knows: the same files make the same archive. */
const DATE = 0x21;
/** Names are UTF-8. */
const UTF8 = 0x800;

/**
 * @param {Record<string, Uint8Array>} files
 * @returns {Blob}
 */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const encoded = new TextEncoder().encode(name);
    const about = record([
      [2, 20], [2, UTF8], [2, 0], [2, 0], [2, DATE], [4, crc32(content)], [4, content.length], [4, content.length],
      [2, encoded.length], [2, 0],
    ]);
    const local = [record([[4, 0x04034b50]]), about, encoded, content];
    const rest = record([[2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]);
    directory.push(record([[4, 0x02014b50], [2, 20]]), about, rest, encoded);
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  const end = record([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]]);
  return new Blob(/** @type {BlobPart[]} */ ([...parts, ...directory, end]), { type: "application/zip" });
}

/**
 * Numbers, little-endian, each with its width in bytes.
 *
 * @param {[number, number][]} fields
 */
function record(fields) {
  return new Uint8Array(fields.flatMap(([width, value]) => Array.from({ length: width }, (_, i) => (value >>> (8 * i)) & 255)));
}

const TABLE = Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit += 1) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc >>> 0;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ /** @type {number} */ (TABLE[(crc ^ byte) & 255]);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
