// The playground's state as a URL fragment, which browsers do not send to servers.

/**
 * @typedef {{ files: { name: string, text: string }[], plugins: { name: string, parameter: string }[], compiler?: string }} Shared
 */

/**
 * @param {Shared} state
 * @returns {Promise<string>}
 */
export async function encode(state) {
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(state)));
  const binary = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} fragment
 * @returns {Promise<Shared | undefined>} Nothing if the fragment is none of ours.
 */
export async function decode(fragment) {
  try {
    const binary = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const state = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), packed)));
    const isText = (/** @type {unknown} */ value) => typeof value === "string";
    const valid =
      Array.isArray(state.files) &&
      state.files.length > 0 &&
      state.files.every((/** @type {any} */ file) => isText(file?.name) && isText(file?.text)) &&
      Array.isArray(state.plugins) &&
      state.plugins.every((/** @type {any} */ plugin) => isText(plugin?.name) && isText(plugin?.parameter));
    return valid ? state : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {GenericTransformStream} transform
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function through(transform, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(transform)).arrayBuffer());
}
