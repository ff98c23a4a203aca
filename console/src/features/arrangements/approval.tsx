import { ExternalLink } from "lucide-react";
import type { Arrangement } from "@/api/types";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { providerName } from "@/features/payments/provider-name";
import { AnchorButton } from "@/ui/button";
import { CopyableId } from "@/ui/copyable";

const a = m.arrangements.approve;

/** Whether somebody can agree to it now. */
export const waitsForPayer = (one: Arrangement): one is Arrangement & { approval_url: string } =>
  one.approval_url !== null && !one.cancelling;

/** The payer goes to the provider's page; the operator, who is not the payer, has its address to send. */
export function Approval({ one }: { one: Arrangement }) {
  const operator = useIsOperator();
  const mayAgree = useCan("payments.manage");
  if (!waitsForPayer(one)) return null;
  const provider = providerName(one.provider);
  return (
    <section
      aria-label={a.title(provider)}
      className="bg-surface border-warn shadow-card flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border p-4"
    >
      <span className="bg-warn-soft text-warn grid size-9 shrink-0 place-items-center rounded-full">
        <ExternalLink aria-hidden className="size-4.5" />
      </span>
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">{a.title(provider)}</p>
        <p className="text-ink-2 text-sm">{operator ? a.operator : a.payer}</p>
        {operator ? <CopyableId id={one.approval_url} /> : null}
      </div>
      {!operator && mayAgree ? (
        <AnchorButton look="primary" href={one.approval_url} rel="noreferrer">
          {a.act(provider)}
        </AnchorButton>
      ) : null}
    </section>
  );
}
