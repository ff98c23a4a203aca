import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Arrangement } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { providerName } from "@/features/payments/provider-name";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { isCancellable } from "./arrangement-text";

const a = m.arrangements;

export function CancelArrangement({ one }: { one: Arrangement }) {
  const [open, setOpen] = useState(false);
  if (!useCan("payments.manage") || !isCancellable(one)) return null;
  const params = { path: { arrangement_id: one.id } };
  const provider = providerName(one.provider);
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {a.cancel}
      </Button>
      {open ? (
        <FormDialog
          title={a.cancel_title}
          submit={a.cancel}
          dismiss={a.keep}
          look="danger"
          act={() => unwrap(api.POST("/api/v1/payment-arrangements/{arrangement_id}/cancel", { params }))}
          stale={[["arrangements"]]}
          said={() => a.cancel_asked(provider)}
          onClose={() => setOpen(false)}
        >
          <p>{a.cancel_body(provider)}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
