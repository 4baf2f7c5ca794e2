/** Something that a person has to give or mend; `message` says what. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
