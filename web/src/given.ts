/** Limits as callers give them, checked. */

import { BufwasmError } from "./error.js";
import { SETTINGS, type Limits } from "./limits.js";

/** The values that a limit of the engine's can have, in its units. */
interface Bounds {
  readonly minimum: number;
  readonly default: number | null;
  readonly maximum: number;
}

/** What {@link engineLimits} needs of the engine. */
interface KnowsLimits {
  limits(): string;
}

/**
 * `limits` as the engine takes them, by its names and in its units.
 *
 * @throws {BufwasmError} A value is out of its bounds, or no whole number where it counts something: `usage`.
 */
export function engineLimits(limits: Limits, engine: KnowsLimits): Record<string, number | undefined> {
  const bounds = JSON.parse(engine.limits()) as Record<string, Bounds>;
  const values = Object.entries(SETTINGS).map(([name, setting]) => {
    if (!setting) {
      return [name, undefined] as const;
    }
    const { property, each } = setting;
    const given = limits[property] === undefined ? setting.default : limits[property];
    return [name, given === undefined ? undefined : Math.floor(checked(property, given, each, bounds[name]))] as const;
  });
  return Object.fromEntries(values);
}

/** Pages of 64 KiB that `limits` allow. */
export function memoryPages(limits: Limits, engine: KnowsLimits): number {
  const bounds = JSON.parse(engine.limits()) as Record<string, Bounds>;
  return engineLimits(limits, engine)["memory_pages"] ?? bounds["memory_pages"]?.default ?? 0;
}

/** `value` of `property` in the engine's units. */
function checked(property: keyof Limits, value: number, each: number, bounds: Bounds | undefined): number {
  const { maximum = Infinity, default: usual = null } = bounds ?? {};
  const isTime = property === "timeoutMs";
  // No time at all would be no run at all.
  const minimum = Math.max(bounds?.minimum ?? 0, isTime ? 1 : 0);
  const inUnits = value * each;
  if (!(inUnits >= minimum && inUnits <= maximum) || !(isTime || Number.isInteger(value))) {
    const range = `a ${isTime ? "" : "whole "}number from ${minimum / each} to ${maximum / each}`;
    const hint = value === Infinity && usual === null ? "leave it out for no limit" : null;
    throw new BufwasmError({ kind: "usage", message: `limits.${property} is ${value}, and must be ${range}`, hint });
  }
  return inUnits;
}
