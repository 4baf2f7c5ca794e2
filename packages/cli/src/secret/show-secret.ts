import type { CliContext } from "../context.ts";

const BYTES = 32;

/** Makes a shared secret: 32 random bytes as URL-safe text (43 characters). */
export function makeSecret(randomBytes: (count: number) => Buffer): string {
  return randomBytes(BYTES).toString("base64url");
}

/** `moddy secret`: prints a new secret on standard output, and where to set it on standard error. */
export function showSecret({ terminal, randomBytes }: CliContext): number {
  terminal.out(makeSecret(randomBytes));
  terminal.err("");
  terminal.err("Set it as the same variable on both sides, then restart both:");
  terminal.err("  bot      INTERNAL_API_SECRET=<the line above>");
  terminal.err("  backend  INTERNAL_API_SECRET=<the line above>");
  terminal.err("In the workspace both read it from .env. To change a secret that is in use, without downtime:");
  terminal.err("run `moddy secret rotate`.");
  return 0;
}
