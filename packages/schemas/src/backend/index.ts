import { defineDeliveries } from "../shared/deliveries.ts";
import { defineEcho } from "../shared/echo.ts";
import { defineHealth } from "../shared/health.ts";
import { eventNotify } from "./event-notify.ts";
import { eventsList, eventsRetry, eventsShow } from "./events.ts";
import { grantsCreate, grantsRevoke } from "./grants.ts";
import { importStart, importStatus } from "./import.ts";
import { subscriptionCancel, subscriptionInfo, subscriptionInvoices, subscriptionRefund } from "./subscription.ts";
import { sync } from "./sync.ts";
import { unlinkedList } from "./unlinked.ts";
import { userInfo, userLink, userLinkToken, userUnlink } from "./user.ts";

/** Every operation that the backend serves. */
export const backendOperations = {
  health: defineHealth("backend", "`healthy` while the database answers and the job queue works."),
  echo: defineEcho("backend"),
  userInfo,
  userLink,
  userLinkToken,
  userUnlink,
  unlinkedList,
  eventNotify,
  eventsList,
  eventsShow,
  eventsRetry,
  subscriptionInfo,
  subscriptionInvoices,
  subscriptionRefund,
  subscriptionCancel,
  grantsCreate,
  grantsRevoke,
  sync,
  importStart,
  importStatus,
  ...defineDeliveries("backend"),
};
