/** An object as JSON, whatever its kind. */
export type Fields = Record<string, unknown>;
