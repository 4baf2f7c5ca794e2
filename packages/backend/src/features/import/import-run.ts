import type { Dependencies } from "../../dependencies.ts";
import type { ImportRow } from "../../store/imports.ts";
import type { PatientCall } from "../../stripe/create-patient-calls.ts";

/** The dependencies that an import uses. */
export type ImportNeeds =
  | ("db" | "transact" | "stripe" | "applyAccount" | "checkoutTrust" | "plans" | "policy" | "firstImport")
  | ("outbox" | "locks" | "step" | "now" | "logger");

export type ImportDeps = Pick<Dependencies, ImportNeeds>;

/** One try of an import. */
export interface ImportRun {
  readonly deps: ImportDeps;
  readonly row: ImportRow;
  readonly patiently: PatientCall;
  /** Writes to the log how far the import is, now and then. */
  readonly report: (progress: Readonly<Record<string, number>>) => void;
  readonly signal: AbortSignal;
}
