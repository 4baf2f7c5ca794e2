/** A request as the released client put it on the wire. */
export interface RecordedRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A reply as the released server put it on the wire. */
export interface RecordedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What both released halves of the contract sent, recorded once at the release. */
export interface Wire {
  /** When it was recorded, in milliseconds since 1970: signatures hold around then. */
  readonly timeMs: number;
  readonly secret: string;
  readonly calls: readonly {
    readonly service: string;
    readonly operation: string;
    readonly request: RecordedRequest;
    readonly reply: RecordedReply;
  }[];
  /** Replies of the bot's `notify` that are no 200. */
  readonly refusals: readonly RecordedReply[];
}
