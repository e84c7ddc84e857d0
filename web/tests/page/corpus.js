// How the cases of `tests/corpus` end: in a page, in Node and in workerd.

/** What a run that could not begin has spent. */
const NOTHING = { fuel: 0, peakPages: 0, refusedGrows: 0, hostCalls: {}, stdinBytes: 0, stdoutBytes: 0, stderrBytes: 0 };

/** Runs `row` of target/corpus/corpus.json, as far as `bufwasm` tells how it ended: what a failed run wrote, it does not. */
export async function endOf(bufwasm, row, wasm, stdin) {
  let plugin;
  try {
    plugin = await bufwasm.compile(wasm, { name: "plugin" });
    const { args, env, files, limits } = row;
    const { stdout, stderr, stats } = await plugin.run({ stdin, args, env, files, limits });
    return { kind: null, message: null, exitCode: 0, stdout: await sha256(stdout), ...(await told(stderr, stats)) };
  } catch (error) {
    if (error.kind === undefined) {
      throw error;
    }
    const { kind, message, exitCode, stderr, stats } = error;
    return { kind, message, exitCode, ...(await told(stderr ?? "", stats ?? NOTHING)) };
  } finally {
    plugin?.free();
  }
}

async function told(stderr, stats) {
  const { fuel, peakPages, refusedGrows, stdinBytes, stdoutBytes, stderrBytes } = stats;
  const hostCalls = Object.values(stats.hostCalls).reduce((sum, calls) => sum + calls, 0);
  const spent = { fuel, peakPages, refusedGrows, hostCalls, stdinBytes, stdoutBytes, stderrBytes };
  return { stderr: await sha256(new TextEncoder().encode(stderr)), stats: spent };
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
