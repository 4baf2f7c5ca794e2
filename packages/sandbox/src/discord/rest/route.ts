/** One route of the HTTP API that the sandbox has. */
export interface RestRoute {
  readonly method: string;
  /** Without the prefix, for example `/channels/:channel_id/messages`. */
  readonly route: string;
}
