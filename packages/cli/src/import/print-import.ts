import type { backendOperations, ReplyOf } from "@moddy/schemas";
import { formatTable } from "../terminal/format-table.ts";
import { paint } from "../terminal/paint.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What the backend says of an import. */
export type ImportStatus = ReplyOf<typeof backendOperations.importStatus>;

type Findings = NonNullable<NonNullable<ImportStatus["import"]>["found"]>;

function printFindings(terminal: Terminal, found: Findings): void {
  const { subscriptions, ended, customers, customers_linked, customers_unlinked } = found;
  terminal.out(paint(terminal, "strong", `${subscriptions} subscriptions of ${customers} customers at Stripe`));
  terminal.out(`${subscriptions - ended} give a plan or may give one, ${ended} have ended or do not count.`);
  terminal.out(`${customers_linked} customers have a Discord id.`);
  if (customers_unlinked > 0) {
    terminal.out(
      paint(
        terminal,
        "warn",
        `${customers_unlinked} customers pay and have no Discord id: \`moddy unlinked\` lists them.`,
      ),
    );
  }
  const rows = [
    ...found.plans.map((each) => [each.plan, String(each.subscriptions)]),
    ...found.unknown_prices.map((each) => [`none: ${each.price_id}`, String(each.subscriptions)]),
    ...found.unknown_statuses.map((each) => [`none: status ${each.status}`, String(each.subscriptions)]),
  ];
  if (rows.length > 0) {
    terminal.out("");
    for (const line of formatTable([["PLAN", "SUBSCRIPTIONS"], ...rows])) terminal.out(line);
  }
  if (found.unknown_prices.length > 0) {
    const words =
      "No plan names these prices, so they give nothing: add them to price_ids in the plan catalogue (PLANS_FILE).";
    terminal.err(paint(terminal, "warn", words));
  }
}

/** Prints what an import found, and what comes next. */
export function printImport(terminal: Terminal, { first_import_ended, import: state }: ImportStatus): void {
  if (state?.found) {
    printFindings(terminal, state.found);
    terminal.out("");
  }
  if (state && state.customers_unreadable > 0) {
    const words = `${state.customers_unreadable} customers could not be read; the backend's log names them (import_unreadable).`;
    terminal.err(paint(terminal, "warn", words));
  }
  if (state?.finished_at && state.dry_run) terminal.out("Nothing was changed. `moddy import --start` takes them over.");
  if (state?.finished_at && !state.dry_run) {
    terminal.out("The import has ended. `moddy sync --dry-run` shows whose roles differ.");
  }
  if (!first_import_ended) terminal.out("Until an import has ended once, nobody loses a role.");
}
