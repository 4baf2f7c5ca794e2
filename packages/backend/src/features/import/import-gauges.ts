import { Gauge } from "prom-client";
import type { Dependencies } from "../../dependencies.ts";
import { countImportedCustomers, findOpenImport } from "../../store/imports.ts";
import { hasReached } from "../../store/milestones.ts";

type Deps = Pick<Dependencies, "db">;

/** Whether the first import has ended: until then nobody loses a role. */
function createEndedGauge({ db }: Deps): Gauge {
  return new Gauge({
    name: "moddy_first_import_ended",
    help: "1 once all earlier subscriptions were read from Stripe; until then no role is taken.",
    registers: [],
    async collect() {
      this.set((await hasReached(db, "first_import")) ? 1 : 0);
    },
  });
}

/** How much of the import that runs is still to be done. */
function createLeftGauge({ db }: Deps): Gauge {
  return new Gauge({
    name: "moddy_import_customers_left",
    help: "Customers that the running import has read from Stripe and not applied yet.",
    registers: [],
    async collect() {
      const open = await findOpenImport(db);
      this.set(open ? await countImportedCustomers(db, open.id) : 0);
    },
  });
}

/** The metrics of the import. */
export function createImportGauges(deps: Deps): Gauge[] {
  return [createEndedGauge(deps), createLeftGauge(deps)];
}
