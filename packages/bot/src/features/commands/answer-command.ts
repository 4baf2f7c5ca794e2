import { InternalApiError, type InternalClient } from "@moddy/internal-api/client";
import type { backendOperations } from "@moddy/schemas";
import type { Logger } from "pino";
import type { CommandsApi } from "../../discord/commands-api.ts";
import { accountText, BACKEND_DOWN_TEXT, SYNC_TEXT } from "./account-text.ts";
import type { GivenCommand } from "./given-command.ts";

const BACKEND_DEADLINE_MS = 8_000;

export interface AnswerCommandOptions {
  readonly backend: InternalClient<typeof backendOperations>;
  readonly commands: CommandsApi;
  readonly logger: Logger;
}

/** Answers a command, for the user's eyes only. Within three seconds Discord is told that an answer follows. */
export async function answerCommand(options: AnswerCommandOptions, given: GivenCommand): Promise<void> {
  const { commands, logger } = options;
  const deferred = await commands.defer(given.interaction);
  if (!deferred.ok) {
    logger.warn(
      { event: "command_unanswered", command: given.name, code: deferred.failure.code },
      "A command came too late",
    );
    return;
  }
  const text = given.name === "sync" ? SYNC_TEXT : await describeAccount(options, given.discordId);
  const answered = await commands.answer(given.interaction, text);
  if (answered.ok) return;
  logger.warn(
    { event: "command_unanswered", command: given.name, code: answered.failure.code },
    "A command was not answered",
  );
}

async function describeAccount({ backend, logger }: AnswerCommandOptions, discordId: string): Promise<string> {
  const request = { discord_id: discordId };
  const options = { deadlineMs: BACKEND_DEADLINE_MS };
  try {
    const [user, { subscription }] = await Promise.all([
      backend.call("userInfo", request, options),
      backend.call("subscriptionInfo", request, options),
    ]);
    return accountText(user, subscription);
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    logger.warn({ event: "backend_unavailable", code: error.code }, error.message);
    return BACKEND_DOWN_TEXT;
  }
}
