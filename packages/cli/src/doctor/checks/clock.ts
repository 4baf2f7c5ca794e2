import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";
import type { Check } from "../check.ts";
import type { Examination } from "../examination.ts";
import { bad, ok, skipped, warn } from "../finding.ts";

// Signatures older or newer than five minutes are refused. Source: Standard Webhooks, "Webhook timestamp".
const BAD_SECONDS = 300;
const WARN_SECONDS = 60;

function secondsAhead(answer: FetchResult & { kind: "answer" }): number | undefined {
  const theirs = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(theirs) ? undefined : Math.round((theirs - (answer.sentAt + answer.receivedAt) / 2) / 1_000);
}

function span(seconds: number): string {
  const whole = Math.abs(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A third clock tells which of the two is wrong. */
async function whoseFault({ configuration, context, own, peer }: Examination): Promise<string> {
  const third = configuration.bot?.DISCORD_API_BASE ?? configuration.backend?.STRIPE_API_BASE ?? "";
  const answer = await fetchJson(third, { timeoutMs: 3_000, signal: context.signal, now: context.now });
  const ahead = answer.kind === "answer" ? secondsAhead(answer) : undefined;
  if (ahead === undefined) return "One of the two hosts' clocks is wrong.";
  const wrong = Math.abs(ahead) > WARN_SECONDS ? own : peer;
  return `The clock of the ${wrong.title}'s host is wrong, by a third clock (${new URL(third).hostname}).`;
}

/** How far the two clocks are apart. */
export const clock: Check = {
  id: "clock",
  title: "clocks",
  run: async (examination) => {
    const answer = await examination.greetPeer();
    const ahead = answer.kind === "answer" ? secondsAhead(answer) : undefined;
    if (ahead === undefined) return skipped("the answer carried no time");
    const { peer } = examination;
    const apart = Math.abs(ahead);
    const found = `the ${peer.title}'s clock is ${span(ahead)} ${ahead > 0 ? "ahead of" : "behind"} ours`;
    const fix = "Let both hosts take their time from NTP (`timedatectl set-ntp true`), then run this again.";
    if (apart > BAD_SECONDS) {
      const cause = `${await whoseFault(examination)} Signatures older than five minutes are refused.`;
      return bad("clock_off", found, cause, fix);
    }
    if (apart > WARN_SECONDS) return warn("clock_drifts", found, fix);
    return ok(apart <= 1 ? "both agree to the second" : found);
  },
};
