/** Whether an object has these values; an undefined value matches everything, as a filter that was not given. */
export function hasValues<T extends object>(object: T, values: { readonly [Key in keyof T]?: unknown }): boolean {
  return Object.entries(values).every(([key, value]) => value === undefined || object[key as keyof T] === value);
}
