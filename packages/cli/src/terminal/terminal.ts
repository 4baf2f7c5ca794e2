import { isatty } from "node:tty";

/** The output of the commands. */
export interface Terminal {
  /** Writes a line to standard output. */
  readonly out: (line: string) => void;
  /** Writes a line to standard error. */
  readonly err: (line: string) => void;
  readonly colour: boolean;
  /** Whether standard output is a terminal, which a person reads. */
  readonly interactive: boolean;
  /** The maximum width of a line. */
  readonly columns: number;
}

/** The terminal of a process: colour on a terminal only (`NO_COLOR` and `FORCE_COLOR` win), 80 to 100 columns. */
export function openTerminal(
  stdout: NodeJS.WriteStream & { readonly fd: number },
  stderr: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const interactive = isatty(stdout.fd);
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  return {
    out: (line) => stdout.write(`${line}\n`),
    err: (line) => stderr.write(`${line}\n`),
    colour: forced || (interactive && env["NO_COLOR"] === undefined && env["TERM"] !== "dumb"),
    interactive,
    columns: Math.min(100, Math.max(80, stdout.columns ?? 100)),
  };
}
