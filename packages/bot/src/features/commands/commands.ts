import { type AnswerCommandOptions, answerCommand } from "./answer-command.ts";
import { isOffered } from "./definitions.ts";
import type { UsedCommand } from "./read-command.ts";
import { type RegisterCommandsOptions, registerCommands } from "./register-commands.ts";

export type CommandsOptions = AnswerCommandOptions & RegisterCommandsOptions;

/** The slash commands; `register` and `answer` go on in the background. */
export interface Commands {
  /** Registers them, unless this process has done so. */
  readonly register: () => void;
  /** Answers a command, if the bot offers it. */
  readonly answer: (command: UsedCommand) => void;
  /** Resolves when what runs has ended. */
  readonly finish: () => Promise<void>;
}

export function createCommands(options: CommandsOptions): Commands {
  const running = new Set<Promise<void>>();
  let isRegistered = false;

  function run(work: Promise<void>): void {
    const done = work.catch((err: unknown) => options.logger.error({ err }, "A command failed"));
    running.add(done);
    void done.finally(() => running.delete(done));
  }

  async function registerOnce(): Promise<void> {
    isRegistered ||= await registerCommands(options);
  }

  return {
    register: () => run(registerOnce()),
    answer({ name, ...command }) {
      if (isOffered(name)) run(answerCommand(options, { ...command, name }));
    },
    async finish() {
      await Promise.all(running);
    },
  };
}
