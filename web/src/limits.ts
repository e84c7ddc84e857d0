/** The limits of a run as users of the package set them. The engine has their bounds, and knows which was too low. */

/** What a run may spend, in whole numbers. */
export interface Limits {
  /** Bytes of memory that the plugin may have, in whole pages of 64 KiB. Default 512 MiB, at most 4 GiB. */
  readonly memoryBytes?: number;
  /** Bytes of stack that the plugin's nested calls may use. Default 256 MiB, from 4 KiB to 4 GiB. */
  readonly stackBytes?: number;
  /** Units of fuel: a measure of work, the same on every machine. Default: no limit. */
  readonly fuel?: number;
  /** Bytes that the plugin may write to stdout, and to stderr. Default 256 MiB. */
  readonly outputBytes?: number;
  /** Milliseconds that the plugin may run, which need not be whole. Default: no limit. */
  readonly timeoutMs?: number;
  /** Bytes of a layer in memory over the plugin's files, in which it can write. Default 0: all files are read-only. */
  readonly scratchBytes?: number;
}

/** How users set one of the engine's limits. */
export interface Setting {
  readonly property: keyof Limits;
  /** Units of the engine's for one of the property's. */
  readonly each: number;
  /** Where it is not the engine's own default. */
  readonly default?: number;
}

/** A page has less room than a machine. */
const OUTPUT: Setting = { property: "outputBytes", each: 1, default: 256 * 2 ** 20 };

/** All limits that the engine has, by its names; null where users cannot set one. `tests/documents.rs` holds them to the list. */
export const SETTINGS: Readonly<Record<string, Setting | null>> = {
  memory_pages: { property: "memoryBytes", each: 1 / 65536 },
  stack_bytes: { property: "stackBytes", each: 1 },
  fuel: { property: "fuel", each: 1 },
  timeout_ns: { property: "timeoutMs", each: 1e6 },
  stdout_bytes: OUTPUT,
  stderr_bytes: OUTPUT,
  trace_bytes: null,
  table_elements: null,
  scratch_bytes: { property: "scratchBytes", each: 1 },
};

/** The limit of the engine's that would have to be higher, with a value that may do; null if even the maximum would not. */
export interface Remedy {
  readonly limit: string;
  readonly to: number | null;
  readonly maximum: number;
}

/** `remedy` of an error of the kind `kind`, in terms of {@link Limits}. */
export function hintOf(kind: string, { limit, to, maximum }: Remedy): string | null {
  const setting = SETTINGS[limit];
  if (!setting) {
    return null;
  }
  const set = (value: number) => `limits.${setting.property} = ${value / setting.each}`;
  if (to === null) {
    return `${set(maximum)} is the most there can be: give the plugin less to do at once`;
  }
  return kind === "stack_exhausted"
    ? `allow deeper calls with ${set(to)}, unless the plugin recurses for ever`
    : `allow more with ${set(to)}`;
}
