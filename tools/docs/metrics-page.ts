import { code, page, table } from "./markdown.ts";

/** A metric as the page tells of it. */
export interface DocumentedMetric {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly of: readonly ("bot" | "backend")[];
  readonly labels: readonly string[];
  readonly about: string;
}

const BOTH = ["bot", "backend"] as const;

/** Every metric of the services; the hardening tests hold it to what they serve. */
export const METRICS: readonly DocumentedMetric[] = [
  {
    name: "moddy_internal_calls_total",
    kind: "counter",
    of: BOTH,
    labels: ["operation", "status", "outcome"],
    about: "Internal calls that the service answered, by the reply's outcome, the error's code, or `ok`",
  },
  {
    name: "moddy_internal_call_duration_seconds",
    kind: "histogram",
    of: BOTH,
    labels: ["operation"],
    about: "How long they took",
  },
  {
    name: "moddy_internal_client_calls_total",
    kind: "counter",
    of: BOTH,
    labels: ["service", "operation", "result"],
    about: "Calls made to the other service: `ok`, or what went wrong",
  },
  {
    name: "moddy_internal_client_retries_total",
    kind: "counter",
    of: BOTH,
    labels: ["service", "operation"],
    about: "How often a call was sent again",
  },
  {
    name: "moddy_internal_client_call_duration_seconds",
    kind: "histogram",
    of: BOTH,
    labels: ["service", "operation"],
    about: "How long calls to the other service took, with their retries",
  },
  {
    name: "moddy_deliveries",
    kind: "gauge",
    of: BOTH,
    labels: ["state"],
    about: "Deliveries that wait (`pending`) or need a person (`dead`)",
  },
  {
    name: "moddy_delivery_oldest_pending_seconds",
    kind: "gauge",
    of: BOTH,
    labels: [],
    about: "The age of the oldest delivery that has not ended; worth an alarm when it grows",
  },
  {
    name: "moddy_delivery_attempts_total",
    kind: "counter",
    of: BOTH,
    labels: ["operation", "outcome"],
    about: "Attempts to send a delivery, by outcome",
  },
  {
    name: "moddy_delivery_attempt_duration_seconds",
    kind: "histogram",
    of: BOTH,
    labels: ["operation"],
    about: "How long they took",
  },
  {
    name: "moddy_discord_calls_total",
    kind: "counter",
    of: ["bot"],
    labels: ["method", "route", "status"],
    about: "Calls to Discord; `lost` if no answer came",
  },
  {
    name: "moddy_discord_call_duration_seconds",
    kind: "histogram",
    of: ["bot"],
    labels: ["method", "route"],
    about: "How long they took",
  },
  {
    name: "moddy_discord_rate_limit_wait_seconds_total",
    kind: "counter",
    of: ["bot"],
    labels: ["limit"],
    about: "How long calls to Discord waited: for the bot's own budget, a route's limit, or the global limit",
  },
  {
    name: "moddy_entitled_users",
    kind: "gauge",
    of: ["backend"],
    labels: ["plan"],
    about: "Discord users, by their plan",
  },
  {
    name: "moddy_stripe_events_waiting",
    kind: "gauge",
    of: ["backend"],
    labels: [],
    about: "Stored events of Stripe that are not processed yet",
  },
  {
    name: "moddy_stripe_events_set_aside",
    kind: "gauge",
    of: ["backend"],
    labels: ["reason"],
    about: "Events of Stripe of the last 30 days that ended without being processed, by reason",
  },
  {
    name: "moddy_unlinked_payments",
    kind: "gauge",
    of: ["backend"],
    labels: [],
    about: "Customers who pay for a plan and whose Discord user is not known; [linking](../linking.md) says what to do",
  },
  {
    name: "moddy_first_import_ended",
    kind: "gauge",
    of: ["backend"],
    labels: [],
    about:
      "1 once all [earlier subscriptions](../earlier-subscribers.md) were read from Stripe; until then no role is taken",
  },
  {
    name: "moddy_import_customers_left",
    kind: "gauge",
    of: ["backend"],
    labels: [],
    about: "Customers that the running import has read from Stripe and not applied yet",
  },
  {
    name: "moddy_event_loop_delay_seconds",
    kind: "gauge",
    of: BOTH,
    labels: ["quantile"],
    about: "The delay of the process's event loop since the last reading",
  },
  {
    name: "moddy_service_info",
    kind: "gauge",
    of: BOTH,
    labels: ["service", "version", "contract_version"],
    about: "The running version; always 1",
  },
];

/** The page on metrics. */
export function metricsPage(): string {
  const rows = METRICS.map(({ name, kind, of, labels, about }) => [
    code(name),
    kind,
    of.join(", "),
    labels.map(code).join(", "),
    `${about}.`,
  ]);
  return page(
    "Metrics",
    "Each service answers `GET /internal/metrics`, on its internal port and with the bearer secret, in Prometheus' text " +
      "format. No label contains the id of a person.",
    table(["metric", "kind", "of", "labels", "about"], rows),
    "For Prometheus: `authorization: { credentials_file: … }` and `metrics_path: /internal/metrics` in the scrape job.",
  );
}
