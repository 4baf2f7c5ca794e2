import type { CliContext } from "../../context.ts";
import type { Report } from "../run-doctor.ts";
import { ticketLine } from "./ticket-line.ts";

/** A report for programs. */
export function toJson(context: CliContext, report: Report): object {
  const checks = report.results.map(({ id, title, finding }) => ({
    id,
    title,
    status: finding?.status ?? "not_checked",
    code: finding?.code ?? null,
    found: finding?.found ?? null,
    cause: finding?.cause ?? null,
    fix: finding?.fix ?? null,
  }));
  const { from, cause } = report;
  return { from, ok: cause === undefined, cause: cause?.code ?? null, checks, ticket: ticketLine(context, report) };
}
