import { setTimeout as delay } from "node:timers/promises";
import type { CliContext } from "../../context.ts";
import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";
import { bad, type Finding } from "../finding.ts";
import { oncePerPath } from "../once-per-path.ts";

const TIMEOUT_MS = 10_000;
const MAX_WAIT_MS = 10_000;
const MAX_RETRIES = 2;

/** GETs a path of Discord's REST API as the bot, each path once. */
export type GetFromDiscord = (path: `/${string}`) => Promise<FetchResult>;

/** Creates the reader of Discord's REST API. `base` is DISCORD_API_BASE, without the API's version. */
export function createGetFromDiscord(
  { base, token }: { base: string; token: string },
  { version, now, signal }: Pick<CliContext, "version" | "now" | "signal">,
): GetFromDiscord {
  const headers = { authorization: `Bot ${token}`, "user-agent": `DiscordBot (moddy-doctor, ${version})` };
  const get = async (path: string, retries: number): Promise<FetchResult> => {
    const answer = await fetchJson(`${base}/v10${path}`, { headers, timeoutMs: TIMEOUT_MS, now, signal });
    const waitMs =
      answer.kind === "answer" && answer.status === 429 ? readWait(answer.header("retry-after")) : undefined;
    if (waitMs === undefined || retries === 0) return answer;
    await delay(waitMs, undefined, { signal });
    return get(path, retries - 1);
  };
  return oncePerPath((path) => get(path, MAX_RETRIES));
}

/** The wait that Discord asks for, in milliseconds; undefined if it is too long or missing. */
function readWait(retryAfter: string | undefined): number | undefined {
  const ms = Number(retryAfter ?? Number.NaN) * 1_000;
  return ms <= MAX_WAIT_MS ? ms : undefined;
}

/** What is wrong with an answer, whatever the request: Discord is unreachable, down, or rejects the caller. */
export function checkDiscordAnswer(result: FetchResult): Finding | undefined {
  if (result.kind === "failed") {
    const cause = "This host cannot connect to Discord: no internet, no DNS, a firewall, or a wrong DISCORD_API_BASE.";
    const fix = "Allow outgoing HTTPS to discord.com. The default of DISCORD_API_BASE is https://discord.com/api.";
    return bad("discord_unreachable", `Discord cannot be reached (${result.code})`, cause, fix);
  }
  if (result.status === 401) {
    const cause = "DISCORD_TOKEN is wrong, or the token was reset in Discord's developer portal.";
    const fix = "Discord developer portal, Bot: reset the token and set the new one as DISCORD_TOKEN.";
    return bad("discord_token", "Discord rejects the token (401)", cause, fix);
  }
  if (result.status === 429) {
    const cause = "This address made too many calls, or too many invalid ones.";
    return bad(
      "discord_rate_limited",
      "Discord limits the rate of calls (429)",
      cause,
      "Wait ten minutes and run this again.",
    );
  }
  if (result.status >= 500) {
    const cause = "Discord has problems: see https://discordstatus.com.";
    return bad("discord_down", `Discord answers ${result.status}`, cause, "Wait. No delivery is lost in the meantime.");
  }
  return undefined;
}
