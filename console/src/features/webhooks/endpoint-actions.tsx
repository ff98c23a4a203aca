import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { WebhookEndpoint } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { CheckField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { EditEndpointDialog, RotateSecretDialog } from "./endpoint-dialogs";

const t = m.webhooks;
type Props = { endpoint: WebhookEndpoint; onClose: () => void };
type Open = "edit" | "rotate" | "switch" | "test" | "replay" | "remove";

export function EndpointActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const mayManage = useCan("webhooks.manage");
  const [open, setOpen] = useState<Open | null>(null);
  if (!mayManage) return null;
  const props = { endpoint, onClose: () => setOpen(null) };
  return (
    <>
      <Button look="danger" onClick={() => setOpen("remove")}>
        {t.remove}
      </Button>
      <Button onClick={() => setOpen("switch")}>{endpoint.enabled ? t.disable : t.enable}</Button>
      <Button onClick={() => setOpen("rotate")}>{t.rotate}</Button>
      <Button onClick={() => setOpen("replay")} disabled={!endpoint.enabled}>
        {t.replay}
      </Button>
      <Button onClick={() => setOpen("test")} disabled={!endpoint.enabled}>
        {t.test}
      </Button>
      <Button onClick={() => setOpen("edit")}>{t.edit}</Button>
      {open === "edit" ? <EditEndpointDialog {...props} /> : null}
      {open === "rotate" ? <RotateSecretDialog {...props} /> : null}
      {open === "switch" ? <SwitchDialog {...props} /> : null}
      {open === "test" ? <TestDialog {...props} /> : null}
      {open === "replay" ? <ReplayDialog {...props} /> : null}
      {open === "remove" ? <RemoveDialog {...props} /> : null}
    </>
  );
}

function SwitchDialog({ endpoint, onClose }: Props) {
  const params = { path: { endpoint_id: endpoint.id } };
  const enabled = !endpoint.enabled;
  return (
    <FormDialog
      title={enabled ? t.enable : t.disable}
      submit={enabled ? t.enable : t.disable}
      act={() => unwrap(api.PATCH("/api/v1/webhook-endpoints/{endpoint_id}", { params, body: { enabled } }))}
      stale={[["webhooks"]]}
      said={() => (enabled ? t.enabled_now : t.disabled_now)}
      onClose={onClose}
    >
      <code className="text-xs break-all">{endpoint.url}</code>
    </FormDialog>
  );
}

function TestDialog({ endpoint, onClose }: Props) {
  const params = { path: { endpoint_id: endpoint.id } };
  return (
    <FormDialog
      title={t.test}
      submit={t.test}
      act={() => unwrap(api.POST("/api/v1/webhook-endpoints/{endpoint_id}/test", { params }))}
      stale={[["webhooks"]]}
      said={() => t.tested}
      onClose={onClose}
    >
      <code className="text-xs break-all">{endpoint.url}</code>
    </FormDialog>
  );
}

function ReplayDialog({ endpoint, onClose }: Props) {
  const params = { path: { endpoint_id: endpoint.id } };
  const act = (form: FormData) => {
    // What the browser shows is the time of its own clock.
    const since = new Date(field(form, "since")).toISOString();
    const body = { since, delivered: form.has("delivered") };
    return unwrap(api.POST("/api/v1/webhook-endpoints/{endpoint_id}/replay", { params, body }));
  };
  return (
    <FormDialog
      title={t.replay_title}
      description={t.replay_body}
      submit={t.replay}
      act={act}
      stale={[["webhooks"]]}
      said={() => t.replayed}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <TextField name="since" type="datetime-local" label={t.replay_since} required error={problem?.for("since")} />
          <CheckField name="delivered" value="yes" label={t.replay_also} />
        </>
      )}
    </FormDialog>
  );
}

function RemoveDialog({ endpoint, onClose }: Props) {
  const navigate = useNavigate();
  const params = { path: { endpoint_id: endpoint.id } };
  return (
    <FormDialog
      title={t.remove_title}
      description={t.remove_body}
      submit={t.remove}
      look="danger"
      act={() => unwrap(api.DELETE("/api/v1/webhook-endpoints/{endpoint_id}", { params }))}
      stale={[["webhooks", "list"]]}
      said={() => t.removed}
      onDone={() => navigate({ to: "/webhooks" })}
      onClose={onClose}
    >
      <code className="text-xs break-all">{endpoint.url}</code>
    </FormDialog>
  );
}
