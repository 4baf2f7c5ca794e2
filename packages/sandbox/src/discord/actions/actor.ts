/** The user behind a change, and the reason from X-Audit-Log-Reason. */
export interface Actor {
  readonly id: string;
  readonly reason?: string | undefined;
}
