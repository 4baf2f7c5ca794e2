/** The value of a bit field without flags. Typed as a number, because the flag enums have no member for zero. */
export const NO_FLAGS: number = 0;
