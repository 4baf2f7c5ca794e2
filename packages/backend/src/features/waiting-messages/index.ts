import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createWaitingMessagesJob } from "./send-waiting-message.ts";

/** Tells users what is true now, once their subscription has been quiet for a while. */
export const waitingMessages = {
  name: "waiting-messages",
  setUp(dependencies: Pick<Dependencies, "transact" | "refreshEntitlement">) {
    return { jobs: [createWaitingMessagesJob(dependencies)] };
  },
} satisfies BackendFeature;
