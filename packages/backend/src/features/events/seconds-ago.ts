/** The time some seconds before `now` (ms since 1970); undefined without seconds. */
export function secondsAgo(now: number, seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(now - seconds * 1000);
}
