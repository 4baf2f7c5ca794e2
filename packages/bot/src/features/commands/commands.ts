import type { GatewayDispatchPayload } from "discord.js";
import { type AnswerCommandOptions, answerCommand } from "./answer-command.ts";
import { givenCommand } from "./given-command.ts";
import { type RegisterCommandsOptions, registerCommands } from "./register-commands.ts";

export type CommandsOptions = AnswerCommandOptions & RegisterCommandsOptions;

/** The slash commands; what is asked for here goes on in the background. */
export interface Commands {
  /** Registers them, unless this process has done so. */
  register(): void;
  /** Answers the command that an event gives, if it gives one. */
  answer(payload: GatewayDispatchPayload): void;
  /** Resolves when what runs has ended. */
  finish(): Promise<void>;
}

export function createCommands(options: CommandsOptions): Commands {
  const running = new Set<Promise<void>>();
  let registered = false;

  function run(work: Promise<void>): void {
    const done = work.catch((err: unknown) => options.logger.error({ err }, "A command failed"));
    running.add(done);
    void done.finally(() => running.delete(done));
  }

  async function registerOnce(): Promise<void> {
    registered ||= await registerCommands(options);
  }

  return {
    register: () => run(registerOnce()),
    answer(payload) {
      const given = givenCommand(payload);
      if (given) run(answerCommand(options, given));
    },
    async finish() {
      await Promise.all(running);
    },
  };
}
