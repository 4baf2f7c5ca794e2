import { backendOperations, botOperations, type ReplyOf, type RequestOf, type ServiceName } from "@moddy/schemas";

/** The operations over a service's outbox. */
export function deliveryOperations(service: ServiceName) {
  const { deliveriesList, deliveriesShow, deliveriesRetry, deliveriesCancel } =
    service === "bot" ? botOperations : backendOperations;
  return { deliveriesList, deliveriesShow, deliveriesRetry, deliveriesCancel };
}

type Operations = ReturnType<typeof deliveryOperations>;

/** The request for a page of the list. */
export type ListRequest = RequestOf<Operations["deliveriesList"]>;

/** One page of the list. */
export type DeliveryPage = ReplyOf<Operations["deliveriesList"]>;

/** One line of the list. */
export type DeliverySummary = DeliveryPage["deliveries"][number];

/** One delivery with its attempts. */
export type DeliveryDetails = NonNullable<ReplyOf<Operations["deliveriesShow"]>["delivery"]>;
