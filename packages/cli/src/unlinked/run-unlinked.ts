import { backendOperations, type ReplyOf } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { formatSeconds } from "../terminal/format-seconds.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint } from "../terminal/paint.ts";

type Page = ReplyOf<typeof backendOperations.unlinkedList>;
type Customers = Page["customers"];

interface UnlinkedOptions {
  readonly baseUrl: string;
  readonly limit: number;
  readonly all: boolean;
  readonly json: boolean;
}

async function readPages(context: CliContext, { baseUrl, limit, ...options }: UnlinkedOptions) {
  const operations = { unlinkedList: backendOperations.unlinkedList };
  return callService({ operations, baseUrl, env: context.env }, async (client) => {
    const customers: Customers = [];
    let page: Page;
    let after: string | null = null;
    do {
      page = await client.call("unlinkedList", { limit, after }, { signal: context.signal });
      customers.push(...page.customers);
      after = page.next;
    } while (options.all && after !== null);
    return { customers, total: page.total };
  });
}

function print({ terminal, now }: CliContext, customers: Customers, total: number): void {
  const rows = customers.map(({ customer_id, plan, status, since }) => [
    customer_id,
    plan,
    status,
    formatSeconds((now() - Date.parse(since)) / 1_000),
  ]);
  if (rows.length > 0) {
    for (const line of formatTable([["CUSTOMER", "PLAN", "STATUS", "WAITS"], ...rows])) terminal.out(line);
    terminal.out("");
  }
  const count = total === 1 ? "1 customer" : `${total} customers`;
  const more = customers.length < total ? `; ${customers.length} are shown: --all lists every one` : "";
  terminal.out(paint(terminal, "quiet", `${count}${more}.`));
  if (total === 0) return;
  terminal.out("Find out in Stripe (https://dashboard.stripe.com/customers/<customer>) or ask who it is, then run");
  terminal.out("`moddy link <customer> <discord-id>`: the roles follow at once.");
}

/** `moddy unlinked`: lists who pays and has nothing. Returns the exit status. */
export async function runUnlinked(context: CliContext, options: UnlinkedOptions): Promise<number> {
  const { customers, total } = await readPages(context, options);
  if (options.json) context.terminal.out(JSON.stringify(customers));
  else print(context, customers, total);
  return 0;
}
