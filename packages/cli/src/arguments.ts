import { InvalidArgumentError } from "commander";

/** Reads a port from the command line. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError("A port is 1 to 65535.");
  return port;
}

/** Reads several ports: an argument that may be repeated. */
export function parsePorts(text: string, before: readonly number[] = []): number[] {
  return [...before, parsePort(text)];
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads a time span such as 90s, 15m, 2h or 7d; in seconds. */
export function parseSpan(text: string): number {
  const [, digits, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError("A time span is a number with s, m, h or d, such as 15m.");
  return Number(digits) * (SECONDS[unit ?? "s"] ?? 1);
}

/** Reads a whole number above zero. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("A whole number above zero is needed.");
  return Number(text);
}

/** Reads an option that may be repeated. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
