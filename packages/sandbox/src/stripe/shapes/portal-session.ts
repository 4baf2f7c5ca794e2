import type { PortalSession } from "./wire.ts";

export interface PortalSessionFields {
  readonly id: string;
  readonly token: string;
  readonly created: number;
  readonly customer: string;
  readonly locale: string | null;
  readonly returnUrl: string | null;
}

export function newPortalSession(fields: PortalSessionFields): PortalSession {
  return {
    id: fields.id,
    object: "billing_portal.session",
    configuration: "bpc_1SandboxModdy000000000000",
    created: fields.created,
    customer: fields.customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: fields.locale,
    on_behalf_of: null,
    return_url: fields.returnUrl,
    url: `https://billing.stripe.com/p/session/test_${fields.token}`,
  };
}
