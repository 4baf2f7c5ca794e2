export interface WebhookSettings {
  /** `paused` holds events until it is `on` again; `off` never sends the events of that time, as with a disabled endpoint. */
  mode: "off" | "on" | "paused";
  order: "sent" | "shuffled";
  /** Milliseconds before the first attempt; up to that long when shuffled. */
  delayMs: number;
  /** How many extra times each event is sent. */
  duplicates: number;
  /** How many times faster than Stripe's three days the retries are. */
  retrySpeedup: number;
}

export const DEFAULT_SETTINGS: Readonly<WebhookSettings> = {
  mode: "on",
  order: "sent",
  delayMs: 0,
  duplicates: 0,
  retrySpeedup: 1,
};
