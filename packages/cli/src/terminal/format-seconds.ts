const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
] as const;

/** A time span in its largest suitable unit, such as `3 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.abs(Math.round(seconds));
  const [unit, size] = UNITS.find(([, one]) => whole >= 2 * one) ?? ["s", 1];
  return `${Math.floor(whole / size)} ${unit}`;
}
