import { z } from "zod";

/** The largest `metadata` that an operation takes: bytes of JSON, and levels of nesting. */
export const METADATA_LIMITS = { bytes: 16 * 1024, levels: 4 } as const;

function levelsOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

/** Free-form data that goes with an operation: a JSON object of at most 16 KiB and 4 levels. */
export const metadata = z
  .record(z.string().max(100), z.json())
  .refine((value) => levelsOf(value) <= METADATA_LIMITS.levels, `must nest at most ${METADATA_LIMITS.levels} levels`)
  .refine(
    (value) => new TextEncoder().encode(JSON.stringify(value)).byteLength <= METADATA_LIMITS.bytes,
    `must be at most ${METADATA_LIMITS.bytes} bytes of JSON`,
  )
  .meta({
    id: "Metadata",
    description: `Free-form data: a JSON object of at most ${METADATA_LIMITS.bytes} bytes and ${METADATA_LIMITS.levels} levels.`,
    examples: [{ source: "checkout" }],
  });
