import { snowflake } from "@moddy/schemas";
import { z } from "zod";

/** A reference to another object: its id, or the object itself when it was expanded. */
export const reference = z
  .union([z.string(), z.object({ id: z.string() })])
  .transform((value) => (typeof value === "string" ? value : value.id));

/** Stripe's seconds since 1970. */
export const moment = z.int().transform((seconds) => new Date(seconds * 1000));

/** The Discord id in an object's metadata; a value that is not a Discord id counts as absent. */
export const linkMetadata = z
  .object({ discord_id: snowflake.optional().catch(undefined) })
  .nullish()
  .transform((metadata) => metadata?.discord_id ?? null);
