let people = 0;

/** A Discord user whom nobody knows yet. */
export function newPerson(): string {
  people += 1;
  return `12000000000000${String(people).padStart(4, "0")}`;
}
