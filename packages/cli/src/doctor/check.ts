import type { Examination } from "./examination.ts";
import type { Finding } from "./finding.ts";

/** One thing that the doctor looks at. */
export interface Check<Look = Examination> {
  /** For programs, such as `peer_name`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly run: (look: Look) => Promise<Finding>;
}
