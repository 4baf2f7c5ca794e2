/** A published description of an API. The hash decides whether a file is the right one, wherever it comes from. */
export interface SpecSource {
  /** Its name in the cache and in a local folder. */
  readonly file: string;
  readonly repository: string;
  readonly path: string;
  /** The day on which this version was the newest; it is searched for among the commits up to then. */
  readonly date: string;
  readonly sha256: string;
}

/** The descriptions that the sandbox is tested against. */
export const specSources: readonly SpecSource[] = [
  {
    file: "discord-openapi.json",
    repository: "discord/discord-api-spec",
    path: "specs/openapi.json",
    date: "2026-07-18",
    sha256: "8c1d0707ccdf8e380a86dfba04058820a66435c1b69d5ed82e04dd8c0520dd73",
  },
  {
    file: "stripe-fixtures.json",
    repository: "stripe/openapi",
    path: "openapi/fixtures3.json",
    date: "2026-08-21",
    sha256: "41486e14a5b930447f53ecc4e71e34e3184462ba3d18212a39d4a40f70eaba44",
  },
];
