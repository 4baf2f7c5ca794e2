import { backendOperations, type ReplyOf } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint } from "../terminal/paint.ts";

type Reply = ReplyOf<typeof backendOperations.sync>;

const REASONS = {
  first_removal: "it is the first time that members would lose roles here.",
  share: "too many of the members who have a role would lose it.",
} as const;

function printReply({ terminal }: CliContext, reply: Reply): void {
  const verb = reply.dry_run || reply.waits_for || reply.requires_confirmation ? "would" : "will";
  const rows = reply.differences.map(({ discord_id, add_roles, remove_roles }) => [
    discord_id,
    add_roles.map((id) => `+${id}`).join(" "),
    remove_roles.map((id) => `-${id}`).join(" "),
  ]);
  if (rows.length > 0) {
    for (const line of formatTable([["USER", "ADD", "REMOVE"], ...rows])) terminal.out(line);
    const rest = reply.would_add + reply.would_remove - rows.length;
    if (rest > 0 && rows.length === 100) terminal.out(paint(terminal, "quiet", "(the first 100 users)"));
    terminal.out("");
  }
  const counted = `${verb} add ${reply.would_add}, remove ${reply.would_remove}`;
  terminal.out(paint(terminal, "strong", `${counted} (${reply.members} members compared)`));
  if (reply.kept) {
    const roles = reply.kept === 1 ? "1 role given by hand is" : `${reply.kept} roles given by hand are`;
    terminal.out(`${roles} left alone.`);
  }
  if (!reply.dry_run && (reply.enqueued > 0 || !reply.requires_confirmation)) {
    terminal.out(`${reply.enqueued} role deliveries are enqueued.`);
  }
}

/** `moddy sync`: gives every member the roles that they pay for. Returns 1 if nothing was done, such as without a confirmation. */
export async function runSync(
  context: CliContext,
  options: { baseUrl: string; dryRun: boolean; confirmRemovals: boolean; json: boolean },
): Promise<number> {
  const { terminal, env, signal } = context;
  const request = { dry_run: options.dryRun, confirm_removals: options.confirmRemovals };
  const operations = { sync: backendOperations.sync };
  const reply = await callService({ operations, baseUrl: options.baseUrl, env }, (client) =>
    client.call("sync", request, { signal }),
  );
  if (options.json) terminal.out(JSON.stringify(reply));
  else if (reply.success || reply.requires_confirmation) printReply(context, reply);
  if (reply.requires_confirmation) {
    const why = REASONS[reply.waits_for === "first_removal" ? "first_removal" : "share"];
    terminal.err(`${reply.dry_run ? "This would require" : "This requires"} confirmation: ${why}`);
    terminal.err("Check the database first. If the removals are right, run this again with --confirm-removals.");
  } else if (reply.waits_for === "import" && !options.json) {
    terminal.err(
      "No role is taken before all earlier subscriptions are read from Stripe: see `moddy import --status`.",
    );
  } else if (!reply.success) terminal.err(reply.message);
  return reply.success ? 0 : 1;
}
