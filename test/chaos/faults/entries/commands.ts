/** What the harness sends to a service's process. */
export type Command =
  /** End with SIGKILL when the step is reached for the `hit`-th time from now on. */
  | { readonly kind: "arm"; readonly step: string; readonly hit: number }
  /** Stand still in the step when it is reached for the `hit`-th time from now on, until `release` comes. */
  | { readonly kind: "hold"; readonly step: string; readonly hit: number }
  | { readonly kind: "release" };

/** What a service's process reports to the harness. */
export type Report =
  | { readonly kind: "ready" }
  /** The order is understood. */
  | { readonly kind: "obeyed" }
  /** The process stands still in a step. */
  | { readonly kind: "held"; readonly step: string };
