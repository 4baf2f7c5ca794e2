import { type JobKind, UNTIL_NEXT_TIME } from "@moddy/service";
import { MESSAGE_QUEUE, type MessageJob } from "../../application/create-message-timer.ts";
import type { Dependencies } from "../../dependencies.ts";

/** The jobs of the messages that wait. The recheck of the entitlements finds a message whose job was lost. */
export function createWaitingMessagesJob({
  transact,
  refreshEntitlement,
}: Pick<Dependencies, "transact" | "refreshEntitlement">): JobKind<MessageJob> {
  return {
    queue: MESSAGE_QUEUE,
    policy: "short",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 120,
    workers: 2,
    run: ({ discord_id }) => transact((trx, afterCommit) => refreshEntitlement(trx, afterCommit, discord_id)),
  };
}
