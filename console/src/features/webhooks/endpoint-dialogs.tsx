import { useState } from "react";
import { api } from "@/api/client";
import type { Problem } from "@/api/problem";
import { unwrap } from "@/api/problem";
import type { WebhookEndpoint } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { SecretOnce } from "@/features/access/secret-once";
import { field } from "@/features/companies/forms";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { KindChoices } from "./kind-choices";

const t = m.webhooks;

/** Asks, and then shows the secret in the place of the question: it is not seen again. */
export function CreateEndpointDialog({ onClose }: { onClose: () => void }) {
  const company = useCompanyParam();
  const [secret, setSecret] = useState<string | null>(null);
  const act = (form: FormData) =>
    unwrap(api.POST("/api/v1/webhook-endpoints", { params: { query: { company } }, body: wishOf(form) }));
  return (
    <FormDialog
      wide
      title={secret === null ? t.create : t.created}
      submit={secret === null ? t.create : null}
      act={act}
      stale={[["webhooks"]]}
      onDone={(made) => setSecret(made.secret)}
      onClose={onClose}
    >
      {(problem) =>
        secret === null ? (
          <EndpointFields problem={problem} chosen={["*"]} />
        ) : (
          <SecretOnce label={t.secret} hint={t.secret_hint} secret={secret} />
        )
      }
    </FormDialog>
  );
}

type Props = { endpoint: WebhookEndpoint; onClose: () => void };

export function EditEndpointDialog({ endpoint, onClose }: Props) {
  const params = { path: { endpoint_id: endpoint.id } };
  const act = (form: FormData) =>
    unwrap(api.PATCH("/api/v1/webhook-endpoints/{endpoint_id}", { params, body: wishOf(form) }));
  return (
    <FormDialog
      wide
      title={t.edit_title}
      description={t.edit_hint}
      submit={m.kit.save}
      act={act}
      stale={[["webhooks"]]}
      said={() => t.saved}
      onClose={onClose}
    >
      {(problem) => <EndpointFields problem={problem} endpoint={endpoint} chosen={endpoint.kinds} />}
    </FormDialog>
  );
}

export function RotateSecretDialog({ endpoint, onClose }: Props) {
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { endpoint_id: endpoint.id } };
  return (
    <FormDialog
      title={secret === null ? t.rotate_title : t.rotated}
      description={t.rotate_body}
      submit={secret === null ? t.rotate : null}
      act={() => unwrap(api.POST("/api/v1/webhook-endpoints/{endpoint_id}/rotate-secret", { params }))}
      stale={[["webhooks"]]}
      onDone={(made) => setSecret(made.secret)}
      onClose={onClose}
    >
      {secret === null ? null : <SecretOnce label={t.secret} hint={t.secret_hint} secret={secret} />}
    </FormDialog>
  );
}

function EndpointFields(props: { problem: Problem | null; endpoint?: WebhookEndpoint; chosen: readonly string[] }) {
  const { problem, endpoint, chosen } = props;
  return (
    <>
      <TextField
        name="url"
        type="url"
        label={t.url}
        required
        hint={t.url_hint}
        defaultValue={endpoint?.url}
        error={problem?.for("url")}
      />
      <TextField
        name="description"
        label={m.fields.description}
        maxLength={200}
        defaultValue={endpoint?.description}
        error={problem?.for("description")}
      />
      <KindChoices chosen={chosen} error={problem?.for("kinds")} />
    </>
  );
}

const wishOf = (form: FormData) => ({
  url: field(form, "url"),
  description: field(form, "description"),
  kinds: form.getAll("kinds").map(String),
});
