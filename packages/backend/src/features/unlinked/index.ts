import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createUnlinkedList } from "./list-unlinked.ts";
import { createUnlinkedGauge } from "./unlinked-gauge.ts";
import { createUnlinkedJob } from "./watch-unlinked.ts";

/** Customers who pay, and whose Discord user is not known. */
export const unlinked = {
  name: "unlinked",
  setUp(dependencies: Pick<Dependencies, "db" | "locks" | "plans" | "sendAlert" | "now" | "logger">) {
    return {
      operations: { unlinkedList: createUnlinkedList(dependencies) },
      jobs: [createUnlinkedJob(dependencies)],
      metrics: [createUnlinkedGauge(dependencies)],
    };
  },
} satisfies BackendFeature;
