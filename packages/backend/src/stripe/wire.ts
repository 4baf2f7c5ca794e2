import { snowflake } from "@moddy/schemas";
import { z } from "zod";

/** An object's id: a part of the path under which Stripe answers for it, so nothing else may stand in it. */
export const objectId = z.string().regex(/^[\w-]{1,255}$/);

/** A reference to another object: its id, or the object itself when it was expanded. */
export const reference = z
  .union([objectId, z.object({ id: objectId })])
  .transform((value) => (typeof value === "string" ? value : value.id));

/** Stripe's seconds since 1970. */
export const moment = z.int().transform((seconds) => new Date(seconds * 1000));

/** The Discord id in an object's metadata; a value that is not a Discord id counts as absent. */
export const linkMetadata = z
  .object({ discord_id: snowflake.optional().catch(undefined) })
  .nullish()
  .transform((metadata) => metadata?.discord_id ?? null);
