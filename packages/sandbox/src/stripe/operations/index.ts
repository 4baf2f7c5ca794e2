import type { Operation } from "../core/operation.ts";
import { accountOperations } from "./account.ts";
import { catalogueOperations } from "./catalogue.ts";
import { checkoutOperations } from "./checkout.ts";
import { customerOperations } from "./customers.ts";
import { eventOperations } from "./events.ts";
import { invoiceOperations } from "./invoices.ts";
import { paymentLinkOperations } from "./payment-links.ts";
import { paymentMethodOperations } from "./payment-methods.ts";
import { paymentOperations } from "./payments.ts";
import { portalOperations } from "./portal.ts";
import { subscriptionOperations } from "./subscriptions.ts";
import { webhookEndpointOperations } from "./webhook-endpoints.ts";

/** All operations of `/v1`. */
export const operations: readonly Operation[] = [
  ...accountOperations,
  ...catalogueOperations,
  ...checkoutOperations,
  ...customerOperations,
  ...eventOperations,
  ...invoiceOperations,
  ...paymentLinkOperations,
  ...paymentMethodOperations,
  ...paymentOperations,
  ...portalOperations,
  ...subscriptionOperations,
  ...webhookEndpointOperations,
];
