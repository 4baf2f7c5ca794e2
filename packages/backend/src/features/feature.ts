import type { backendOperations } from "@moddy/schemas";
import type { Contribution, Feature } from "@moddy/service";
import type { Dependencies } from "../dependencies.ts";

/** One capability of the backend. */
export type BackendFeature = Feature<Dependencies, Contribution<typeof backendOperations>>;
