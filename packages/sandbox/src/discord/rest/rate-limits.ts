import { createHash } from "node:crypto";

export interface Quota {
  readonly limit: number;
  readonly windowMs: number;
}

/** What people measured on Discord, which publishes no limits. Other routes have the default quota. */
const quotas: Readonly<Record<string, Quota>> = {
  "POST /channels/:channel_id/messages": { limit: 5, windowMs: 5_000 },
  "GET /channels/:channel_id/messages": { limit: 5, windowMs: 1_000 },
  "PATCH /channels/:channel_id/messages/:message_id": { limit: 5, windowMs: 5_000 },
  "DELETE /channels/:channel_id/messages/:message_id": { limit: 5, windowMs: 1_000 },
  "GET /guilds/:guild_id/members/:user_id": { limit: 5, windowMs: 1_000 },
  "PATCH /guilds/:guild_id/members/:user_id": { limit: 10, windowMs: 10_000 },
  "GET /guilds/:guild_id/members": { limit: 10, windowMs: 10_000 },
  "GET /guilds/:guild_id/members/search": { limit: 10, windowMs: 10_000 },
  "PUT /guilds/:guild_id/members/:user_id/roles/:role_id": { limit: 10, windowMs: 10_000 },
  "DELETE /guilds/:guild_id/members/:user_id/roles/:role_id": { limit: 10, windowMs: 10_000 },
  "POST /users/@me/channels": { limit: 10, windowMs: 10_000 },
  "GET /users/:user_id": { limit: 30, windowMs: 30_000 },
  "GET /gateway/bot": { limit: 2, windowMs: 5_000 },
};
const DEFAULT_QUOTA: Quota = { limit: 30, windowMs: 10_000 };
const GLOBAL_QUOTA: Quota = { limit: 50, windowMs: 1_000 };

interface Window {
  used: number;
  resetAt: number;
}

export interface RateLimitResult {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds; 0 for an allowed call. */
  readonly retryAfter: number;
  readonly global: boolean;
}

export interface RateLimits {
  enabled: boolean;
  /** Counts a call against its bucket and the global limit. `major` = the values of the route's major parameters. */
  spend(method: string, route: string, major: string): RateLimitResult;
  /** Sets a route's quota; null restores the default. Starts all windows anew. */
  override(route: string, quota: Quota | null): void;
}

/** Discord's limits: one bucket for each route and major parameter, and 50 calls a second in total. */
export function createRateLimits(now: () => number, enabled: boolean): RateLimits {
  const windows = new Map<string, Window>();
  const overrides = new Map<string, Quota>();
  const open = (key: string, { windowMs }: Quota): Window => {
    const current = windows.get(key);
    if (current !== undefined && current.resetAt > now()) return current;
    const fresh = { used: 0, resetAt: now() + windowMs };
    windows.set(key, fresh);
    return fresh;
  };
  return {
    enabled,
    spend(method, route, major) {
      if (!this.enabled) return { allowed: true, headers: {}, retryAfter: 0, global: false };
      const name = `${method} ${route}`;
      const quota = overrides.get(name) ?? quotas[name] ?? DEFAULT_QUOTA;
      const bucket = createHash("md5").update(name).digest("hex");
      const all = open("global", GLOBAL_QUOTA);
      const own = open(`${bucket}:${major}`, quota);
      const exempt = route.startsWith("/interactions/") || route.startsWith("/webhooks/");
      if (!exempt && all.used >= GLOBAL_QUOTA.limit) return refuse(all, now(), { "x-ratelimit-global": "true" }, true);
      if (!exempt) all.used += 1;
      const refused = own.used >= quota.limit;
      if (!refused) own.used += 1;
      const headers = bucketHeaders(bucket, quota, own, now());
      return refused ? refuse(own, now(), headers, false) : { allowed: true, headers, retryAfter: 0, global: false };
    },
    override(route, quota) {
      windows.clear();
      if (quota === null) overrides.delete(route);
      else overrides.set(route, quota);
    },
  };
}

function bucketHeaders(bucket: string, quota: Quota, { used, resetAt }: Window, now: number): Record<string, string> {
  return {
    "x-ratelimit-limit": String(quota.limit),
    "x-ratelimit-remaining": String(quota.limit - used),
    "x-ratelimit-reset": (resetAt / 1000).toFixed(3),
    "x-ratelimit-reset-after": (Math.max(0, resetAt - now) / 1000).toFixed(3),
    "x-ratelimit-bucket": bucket,
  };
}

function refuse({ resetAt }: Window, now: number, headers: Record<string, string>, global: boolean): RateLimitResult {
  const retryAfter = Math.max(1, resetAt - now) / 1000;
  return {
    allowed: false,
    retryAfter,
    global,
    headers: {
      ...headers,
      "x-ratelimit-scope": global ? "global" : "user",
      "retry-after": String(Math.ceil(retryAfter)),
    },
  };
}
