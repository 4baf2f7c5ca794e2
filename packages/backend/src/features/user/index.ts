import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createUserInfo } from "./info.ts";
import { createUserLink } from "./link.ts";
import { createUserLinkToken } from "./link-token.ts";
import { createUserUnlink } from "./unlink.ts";

type Needs =
  | ("db" | "transact" | "stripe" | "applyAccount" | "refreshEntitlement")
  | ("checkoutTrust" | "firstImport" | "step" | "now");

/** Accounts, and which Discord user they are linked to. */
export const user = {
  name: "user",
  setUp(dependencies: Pick<Dependencies, Needs>) {
    return {
      operations: {
        userInfo: createUserInfo(dependencies),
        userLink: createUserLink(dependencies),
        userLinkToken: createUserLinkToken(dependencies),
        userUnlink: createUserUnlink(dependencies),
      },
    };
  },
} satisfies BackendFeature;
