import { failureKind, InternalApiError, type InternalClient } from "@moddy/internal-api/client";
import type { backendOperations } from "@moddy/schemas";
import type { Logger } from "pino";
import type { CommandsApi } from "../../discord/commands-api.ts";
import { accountText, noBackendText, SYNC_TEXT, tooOftenText } from "./account-text.ts";
import type { CoolDown } from "./cool-down.ts";
import type { CommandName } from "./definitions.ts";
import type { DescribeRoles } from "./describe-roles.ts";
import type { UsedCommand } from "./read-command.ts";

const BACKEND_DEADLINE_MS = 8_000;

export interface AnswerCommandOptions {
  readonly backend: InternalClient<typeof backendOperations>;
  readonly commandsApi: CommandsApi;
  readonly describeRoles: DescribeRoles;
  readonly coolDown: CoolDown;
  readonly logger: Logger;
}

type OfferedCommand = UsedCommand & { readonly name: CommandName };

/** Answers a command; only the user sees it. Discord waits three seconds for the notice that an answer follows. */
export async function answerCommand(options: AnswerCommandOptions, command: OfferedCommand): Promise<void> {
  const { name, interaction } = command;
  const { commandsApi, logger } = options;
  const warn = (code: number | undefined, message: string): void =>
    logger.warn({ event: "command_unanswered", command: name, code }, message);
  const deferred = await commandsApi.defer(interaction);
  if (!deferred.ok) return warn(deferred.failure.code, "A command came too late");
  const answered = await commandsApi.answer(interaction, await textFor(options, command));
  if (!answered.ok) warn(answered.failure.code, "A command was not answered");
}

async function textFor(options: AnswerCommandOptions, command: OfferedCommand): Promise<string> {
  const { name, discordId, memberId } = command;
  const allowedAt = options.coolDown(command);
  if (allowedAt !== undefined) return tooOftenText(name, allowedAt);
  if (name === "sync") return SYNC_TEXT;
  if (name === "roles") return await options.describeRoles(memberId ?? discordId);
  return await describeAccount(options, discordId);
}

async function describeAccount({ backend, logger }: AnswerCommandOptions, discordId: string): Promise<string> {
  const request = { discord_id: discordId };
  const options = { deadlineMs: BACKEND_DEADLINE_MS };
  try {
    const [user, info] = await Promise.all([
      backend.call("userInfo", request, options),
      backend.call("subscriptionInfo", request, options),
    ]);
    return accountText(user, info);
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    logger.warn({ event: "backend_unavailable", code: error.code }, error.message);
    return noBackendText(failureKind(error));
  }
}
