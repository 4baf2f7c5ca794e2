import { setTimeout as delay } from "node:timers/promises";
import type { CliContext } from "../../context.ts";
import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";
import { bad, type Finding } from "../finding.ts";

const TIMEOUT_MS = 10_000;
const MAX_PAUSE_MS = 10_000;
const MAX_PAUSES = 2;

/** GETs from Discord's REST API as the bot; each path is asked once. */
export type AskDiscord = (path: `/${string}`) => Promise<FetchResult>;

/** Makes the one who asks Discord. `base` is DISCORD_API_BASE, without the API's version. */
export function createAskDiscord(
  { base, token }: { base: string; token: string },
  { version, now, signal }: Pick<CliContext, "version" | "now" | "signal">,
): AskDiscord {
  const headers = { authorization: `Bot ${token}`, "user-agent": `DiscordBot (moddy-doctor, ${version})` };
  const ask = async (path: string, pauses: number): Promise<FetchResult> => {
    const answer = await fetchJson(`${base}/v10${path}`, { headers, timeoutMs: TIMEOUT_MS, now, signal });
    const pause = answer.kind === "answer" && answer.status === 429 ? pauseOf(answer.header("retry-after")) : undefined;
    if (pause === undefined || pauses === 0) return answer;
    await delay(pause, undefined, { signal });
    return ask(path, pauses - 1);
  };
  const asked = new Map<string, Promise<FetchResult>>();
  return (path) => {
    const answer = asked.get(path) ?? ask(path, MAX_PAUSES);
    asked.set(path, answer);
    return answer;
  };
}

/** The pause that Discord asks for, in milliseconds, if it is short enough to wait for. */
function pauseOf(retryAfter: string | undefined): number | undefined {
  const ms = Number(retryAfter ?? Number.NaN) * 1_000;
  return ms <= MAX_PAUSE_MS ? ms : undefined;
}

/** What is wrong with an answer whatever was asked: Discord cannot be reached, is down, or refuses the caller. */
export function judgeAnswer(result: FetchResult): Finding | undefined {
  if (result.kind === "failed") {
    const cause = "This host has no way to Discord: no internet, DNS, a firewall, or a wrong DISCORD_API_BASE.";
    const fix = "Allow outgoing HTTPS to discord.com; DISCORD_API_BASE is https://discord.com/api where it is not set.";
    return bad("discord_unreachable", `Discord cannot be reached (${result.code})`, cause, fix);
  }
  if (result.status === 401) {
    const cause = "DISCORD_TOKEN is wrong, or was reset in Discord's developer portal.";
    const fix = "Discord developer portal, Bot: reset the token and set it as DISCORD_TOKEN.";
    return bad("discord_token", "Discord refuses the token (401)", cause, fix);
  }
  if (result.status === 429) {
    const cause = "Too many calls, or too many invalid ones, from this address.";
    return bad("discord_rate_limited", "Discord asks for a pause (429)", cause, "Wait ten minutes and run this again.");
  }
  if (result.status >= 500) {
    const cause = "Discord itself has trouble: https://discordstatus.com tells more.";
    return bad("discord_down", `Discord answers ${result.status}`, cause, "Wait; nothing is lost meanwhile.");
  }
  return undefined;
}
