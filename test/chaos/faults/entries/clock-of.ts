/** A clock that is off by FAULTS_CLOCK_OFFSET_MS, in milliseconds since 1970. */
export function clockOf(env: Readonly<Record<string, string | undefined>>): () => number {
  const offset = Number(env["FAULTS_CLOCK_OFFSET_MS"] ?? 0);
  return () => Date.now() + offset;
}
