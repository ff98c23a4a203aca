import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CreditCard, Landmark, Wallet, type LucideIcon } from "lucide-react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { PaymentMethod } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { CardText, cardName } from "./card-text";
import { providerName } from "./provider-name";

const ICONS: Record<string, LucideIcon> = { card: CreditCard, paypal: Wallet, link: Wallet };

export function MethodCard({ method }: { method: PaymentMethod }) {
  const mayManage = useCan("payments.manage");
  const client = useQueryClient();
  const say = useToast();
  const path = { method_id: method.id };
  const done = async (text: string) => {
    await client.invalidateQueries({ queryKey: ["payment-methods"] });
    say(text);
  };
  const prefer = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/payment-methods/{method_id}/default", { params: { path } })),
    onSuccess: () => done(m.methods.preferred),
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/payment-methods/{method_id}", { params: { path } })),
    onSuccess: () => done(m.methods.removed),
  });
  const Icon = ICONS[method.kind] ?? Landmark;
  return (
    <li className="bg-surface shadow-card flex flex-col gap-4 rounded-xl border p-4">
      <div className="flex items-start gap-3">
        <span className="bg-neutral-soft text-ink-2 grid h-8 w-11 place-items-center rounded-md">
          <Icon aria-hidden className="size-4" />
        </span>
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            <CardText method={method} />
          </p>
          <p className="text-ink-3 nums text-sm">
            {method.exp_month !== null && method.exp_year !== null
              ? `${m.methods.expires(method.exp_month, method.exp_year)} · `
              : null}
            {m.methods.via(providerName(method.provider))}
          </p>
        </div>
        {method.is_default ? <Badge tone="accent">{m.methods.default}</Badge> : null}
      </div>
      <FormProblem error={prefer.error ?? remove.error} />
      {mayManage ? (
        <div className="flex gap-2">
          {method.is_default ? null : (
            <Button
              size="sm"
              busy={prefer.isPending}
              onClick={() => prefer.mutate()}
              aria-label={m.methods.prefer_of(cardName(method))}
            >
              {m.methods.prefer}
            </Button>
          )}
          <Button
            size="sm"
            look="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate()}
            aria-label={m.methods.remove_of(cardName(method))}
          >
            {m.methods.remove}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
