import type Stripe from "stripe";

type Scalar = string | number | boolean | bigint | null | undefined | void;

/** An expandable reference is an id, in JSON and in the sandbox's tables. */
type Property<T> = [Extract<T, { id: string }>] extends [never]
  ? Wire<T>
  : string extends Extract<T, string>
    ? string | Exclude<T, object | string>
    : Wire<T>;

/** The JSON of an object of the stripe library: ids in place of expandable objects, decimals as strings. */
export type Wire<T> = T extends Scalar
  ? T
  : T extends Stripe.Decimal
    ? string
    : T extends (infer Item)[]
      ? Property<Item>[]
      : { [Key in keyof T]: Property<T[Key]> };

export type Account = Wire<Stripe.Account>;
export type BalanceTransaction = Wire<Stripe.BalanceTransaction>;
export type Charge = Wire<Stripe.Charge>;
export type CheckoutSession = Wire<Stripe.Checkout.Session>;
export type Customer = Wire<Stripe.Customer>;
export type Dispute = Wire<Stripe.Dispute>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type LineItem = Wire<Stripe.LineItem>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type PaymentLink = Wire<Stripe.PaymentLink>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type Plan = Wire<Stripe.Plan>;
export type PortalSession = Wire<Stripe.BillingPortal.Session>;
export type Price = Wire<Stripe.Price>;
export type Product = Wire<Stripe.Product>;
export type Refund = Wire<Stripe.Refund>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;
