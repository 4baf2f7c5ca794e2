import type { CheckContext } from "./check-context.ts";
import type { Finding } from "./finding.ts";

/** One check of the doctor. */
export interface Check<Context = CheckContext> {
  /** For programs, such as `peer_name`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly run: (context: Context) => Promise<Finding>;
}
