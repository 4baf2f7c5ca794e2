import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { describeImport } from "./describe-import.ts";
import { createImportGauges } from "./import-gauges.ts";
import { createImportJob } from "./import-job.ts";
import type { ImportNeeds } from "./import-run.ts";
import { createImportStart } from "./start-import.ts";

/** Reads all subscriptions from Stripe: at the first start, and on request. Stripe's events reach back 30 days only. */
export const importSubscriptions = {
  name: "import",
  setUp(dependencies: Pick<Dependencies, ImportNeeds>) {
    return {
      operations: {
        importStart: createImportStart(dependencies),
        importStatus: () => describeImport(dependencies),
      },
      jobs: [createImportJob(dependencies)],
      metrics: createImportGauges(dependencies),
    };
  },
} satisfies BackendFeature;
