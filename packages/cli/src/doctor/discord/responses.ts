import { z } from "zod";
import type { FetchResult } from "../../network/fetch-json.ts";

/** The fields of a user that the doctor reads. */
export const user = z.object({ id: z.string() });

/** The application's id and flags. Source: Discord, "Application Flags". */
export const application = z.object({ id: z.string(), flags: z.number().default(0) });

/** How often the bot may still identify. Source: Discord, "Session Start Limit Object". */
export const gatewayBot = z.object({
  session_start_limit: z.object({ total: z.number(), remaining: z.number(), reset_after: z.number() }),
});

const role = z.object({
  id: z.string(),
  name: z.string(),
  position: z.number(),
  permissions: z.string(),
  managed: z.boolean(),
});

/** A role of a server. */
export type Role = z.infer<typeof role>;

/** A server with its roles. */
export const guild = z.object({ id: z.string(), name: z.string(), roles: z.array(role) });

/** A channel of a server with its overwrites. Source: Discord, "Channel Object". */
export const channel = z.object({
  guild_id: z.string(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: z.string(), deny: z.string() })),
});

/** A member's roles. */
export const member = z.object({ roles: z.array(z.string()) });

/** A page of a server's members. */
export const members = z.array(
  z.object({ user: z.object({ id: z.string(), bot: z.boolean().optional() }), roles: z.array(z.string()) }),
);

/** A member as they are listed. */
export type ListedMember = z.infer<typeof members>[number];

/** The body of a 200, or undefined for any other answer. */
export function bodyOf<T>(result: FetchResult, schema: z.ZodType<T>): T | undefined {
  return result.kind === "answer" && result.status === 200 ? schema.safeParse(result.body).data : undefined;
}
