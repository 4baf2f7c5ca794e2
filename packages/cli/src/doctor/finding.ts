/** What a check came to. `found`, `cause` and `fix` never hold a secret or a value of a secret variable. */
export interface Finding {
  readonly status: "ok" | "warn" | "bad" | "skipped";
  /** What it is, for programs and tickets: free of anything personal. */
  readonly code: string;
  readonly found: string;
  readonly cause?: string;
  readonly fix?: string;
}

/** All is well. */
export function ok(found: string): Finding {
  return { status: "ok", code: "ok", found };
}

/** It does not apply here. */
export function skipped(found: string): Finding {
  return { status: "skipped", code: "skipped", found };
}

/** It works, and a person should know. */
export function warn(code: string, found: string, fix: string): Finding {
  return { status: "warn", code, found, fix };
}

/** It does not work: why, and what to do. */
export function bad(code: string, found: string, cause: string, fix: string): Finding {
  return { status: "bad", code, found, cause, fix };
}
