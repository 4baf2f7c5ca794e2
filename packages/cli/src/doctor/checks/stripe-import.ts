import { formatSeconds } from "../../terminal/format-seconds.ts";
import type { Check } from "../check.ts";
import type { ImportState } from "../database/inspect-database.ts";
import { bad, type Finding, ok, skipped, warn } from "../finding.ts";

// A page of Stripe's list or a hundred customers take seconds, and a failed try is repeated within five minutes.
const STUCK_SECONDS = 600;

const CAUSES: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  stripe_key_refused: ["Stripe refuses the key.", "Set STRIPE_API_KEY to a valid key and restart the backend."],
  stripe_key_forbidden: [
    "The restricted key may not read everything that an import needs.",
    "Stripe dashboard, API keys: give it read access to customers, subscriptions, invoices, charges and disputes.",
  ],
  stripe_unavailable: ["Stripe cannot be reached from the backend.", "It is tried again; check the backend's way out."],
};

const LOG = ["The backend's log has the reason (import_failed, job_failed).", "It is tried again by itself."] as const;

function describe({ phase, subscriptions, customersLeft }: ImportState): string {
  return phase === "customers" ? `${customersLeft} customers left` : `${subscriptions} subscriptions read`;
}

function checkRunning(state: ImportState): Finding {
  const held = state.firstEnded ? "" : "; until it has ended nobody loses a role";
  if (state.failure !== null) {
    const [cause, fix] = CAUSES[state.failure] ?? LOG;
    return bad("import_failing", `the import of Stripe's subscriptions fails (${state.failure})${held}`, cause, fix);
  }
  if (state.idleSeconds > STUCK_SECONDS) {
    const found = `the import has not got further for ${formatSeconds(state.idleSeconds)}${held}`;
    return bad("import_stuck", found, "The backend is not running, or its jobs hang.", "Start or restart the backend.");
  }
  return warn(
    "import_running",
    `the import is running: ${describe(state)}${held}`,
    "`moddy import --status` shows it.",
  );
}

/** Whether the subscriptions from before are known. */
export const stripeImport: Check = {
  id: "stripe_import",
  title: "Stripe import",
  run: async ({ inspectDatabase }) => {
    const state = await inspectDatabase();
    if (state.kind === "failed" || state.import === undefined) return skipped("the database has no imports");
    const { phase, unreadable, subscriptions, firstEnded } = state.import;
    if (phase === null) {
      if (firstEnded) return ok("the subscriptions from before are imported");
      const found = "the subscriptions from before were never imported; until then nobody loses a role";
      const cause = "The backend has not run since it has this version, or its jobs hang.";
      return bad("import_never", found, cause, "Start or restart the backend: it imports by itself.");
    }
    if (phase !== "finished") return checkRunning(state.import);
    if (unreadable === 0) return ok(`${subscriptions} subscriptions imported`);
    const found = `${unreadable} customers could not be read, so their plans are not known`;
    return warn("import_unreadable", found, "The backend's log names them (import_unreadable).");
  },
};
