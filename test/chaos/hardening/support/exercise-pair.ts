import { createInternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { backendOperations, botOperations } from "@moddy/schemas";
import { SECRET } from "../../../../packages/internal-api/test/support/start-server.ts";
import { createControl } from "../../../support/sandbox-control.ts";
import { until } from "../../../support/until.ts";
import type { LoggedPair } from "./start-logged-pair.ts";

/** What people wrote: it may stand in no log. */
const PRIVATE = "a private word";
const EMAIL = "ada.private@example.org";
/** The request id of a call to the backend that the bot then hears of. */
export const GRANT_REQUEST_ID = "grant-of-the-hardening-tests";
const { ada, ben, cleo } = seedIds;

interface State {
  readonly commands: readonly unknown[];
  readonly dms: readonly { messages: readonly { content: string }[] }[];
  readonly guilds: readonly { channels: readonly { messages: readonly { content: string }[] }[] }[];
}

/**
 * Has people buy, get messages, ask, be refunded and cancelled, beside answers that fail and calls that are refused.
 * @returns the texts that it was about: messages, answers, reasons, addresses of people.
 */
export async function exercisePair(pair: LoggedPair): Promise<string[]> {
  const control = createControl(pair.sandbox.url);
  await using stack = new AsyncDisposableStack();
  const common = { secret: SECRET, caller: "cli" } as const;
  const bot = createInternalClient({ ...common, operations: botOperations, baseUrl: pair.bot.internalUrl });
  stack.defer(() => bot.close());
  const backend = createInternalClient({
    ...common,
    operations: backendOperations,
    baseUrl: pair.backend.internalUrl,
  });
  stack.defer(() => backend.close());

  const readState = () => control<State>("GET", "/discord/state");
  async function readMessages(): Promise<string[]> {
    const { dms, guilds } = await readState();
    const places = [...dms, ...guilds.flatMap(({ channels }) => channels)];
    return places.flatMap((place) => place.messages.map(({ content }) => content));
  }
  const untilSent = (...expected: RegExp[]) =>
    until(
      `these messages are sent: ${expected.join(" and ")}`,
      async () => {
        const messages = await readMessages();
        return expected.every((pattern) => messages.some((message) => pattern.test(message)));
      },
      { withinMs: 120_000 },
    );
  const buys = (discord_id: string, email: string) =>
    control("POST", "/stripe/checkout", { discord_id, email, price_id: "price_premium_monthly" });
  const answers: string[] = [];
  async function asks(user_id: string, command: string): Promise<void> {
    const order = { user_id, command, wait_ms: 10_000 };
    const { message } = await control<{ message: { content: string } | null }>("POST", "/discord/interactions", order);
    if (message) answers.push(message.content);
  }

  await until("the commands are there", async () => (await readState()).commands.length > 1);
  await control("POST", "/faults", { target: "discord", kind: "status", status: 500, times: 3 });
  await control("POST", "/faults", { target: "stripe", kind: "drop_after", times: 2 });
  await buys(ada, EMAIL);
  await buys(cleo, "cleo.private@example.org");
  await untilSent(/^Thank you! \*\*Premium/, /^<@\d+> Thank you! \*\*Premium/);
  await asks(ada, "account");
  await asks(ben, "sync");
  const metadata = { reason: PRIVATE, email: EMAIL };
  await bot.call("notify", { discord_id: ada, action: "plan_upgraded", plan: "pro", metadata });
  await bot.call("rolesUpdate", { discord_id: ben, plan: "premium" });
  await backend.call("eventNotify", { event_type: "command_used", discord_id: ada, metadata });
  await backend.call("userInfo", { discord_id: ada });
  await backend.call("subscriptionInvoices", { discord_id: ada });
  const grant = { discord_id: ben, plan: "pro", reason: PRIVATE };
  await backend.call("grantsCreate", grant, { requestId: GRANT_REQUEST_ID });
  await backend.call("subscriptionRefund", { discord_id: ada, reason: PRIVATE });
  await backend.call("subscriptionCancel", { discord_id: cleo, immediate: true, reason: PRIVATE });
  await backend.call("sync", { dry_run: true });
  await fetch(`${pair.backend.publicUrl}/webhooks/stripe`, {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": `t=1,v1=${"0".repeat(64)}` },
    body: JSON.stringify({ id: "evt_1", type: "customer.updated", data: { object: { email: EMAIL, name: PRIVATE } } }),
  });
  await control("PUT", `/discord/guilds/${seedIds.guild}/members/${ben}/roles/${seedIds.proRole}`);
  await control("DELETE", `/discord/guilds/${seedIds.guild}/members/${ada}`);
  await untilSent(/^Thank you! \*\*Pro/, /^<@\d+> Your subscription .* has ended/);
  return [...(await readMessages()), ...answers, PRIVATE, EMAIL];
}
