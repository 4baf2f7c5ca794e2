/** The result of a check. `found`, `cause` and `fix` never contain a secret or the value of a secret variable. */
export interface Finding {
  readonly status: "ok" | "warn" | "bad" | "skipped";
  /** Names the cause, for programs and tickets. Contains no personal data. */
  readonly code: string;
  readonly found: string;
  readonly cause?: string;
  readonly fix?: string;
}

/** The check passed. */
export function ok(found: string): Finding {
  return { status: "ok", code: "ok", found };
}

/** The check does not apply here. */
export function skipped(found: string): Finding {
  return { status: "skipped", code: "skipped", found };
}

/** It works, but a person should know about it. */
export function warn(code: string, found: string, fix: string): Finding {
  return { status: "warn", code, found, fix };
}

/** It does not work: the reason and the fix. */
export function bad(code: string, found: string, cause: string, fix: string): Finding {
  return { status: "bad", code, found, cause, fix };
}
