import { isDeepStrictEqual } from "node:util";

type Fields = Record<string, unknown>;

/** The `previous_attributes` of an `updated` event: the old values of the changed fields, also inside hashes. */
export function differences(before: Fields, after: Fields): Fields {
  const changed: Fields = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, current] = [before[key], after[key]];
    if (isDeepStrictEqual(old, current)) continue;
    changed[key] = isHash(old) && isHash(current) ? differences(old, current) : (old ?? null);
  }
  return changed;
}

function isHash(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("data" in value);
}
