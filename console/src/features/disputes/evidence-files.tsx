import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Dispute } from "@/api/types";
import { m } from "@/app/messages";
import { Badge, type Tone } from "@/ui/badge";
import { AnchorButton, Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { disputeQuery } from "./data";
import { fileHref, fileSize } from "./dispute-text";

const d = m.disputes;
const KINDS = ["receipt", "customer_communication", "service_documentation", "other"] as const;
type File = Dispute["files"][number];
const TONES: Record<File["state"], Tone> = { added: "neutral", sending: "warn", sent: "good" };

/** The files that go with the evidence: they are kept at once, and sent with the next submission. */
export function EvidenceFiles({ dispute }: { dispute: Dispute }) {
  const files = useQuery({ ...disputeQuery(dispute.id), initialData: dispute }).data.files;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-sm font-medium">{d.files}</legend>
      <FileList dispute={dispute} files={files} removable />
      <AddFile dispute={dispute} />
    </fieldset>
  );
}

export function FileList({
  dispute,
  files,
  removable = false,
}: {
  dispute: Dispute;
  files: File[];
  removable?: boolean;
}) {
  const remove = useRemoval(dispute);
  if (files.length === 0) return <p className="text-ink-2 text-sm">{d.files_none}</p>;
  return (
    <>
      <ul className="divide-line -my-1 divide-y">
        {files.map((file) => (
          <li key={file.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-sm">
            <span className="min-w-0 break-words">{file.name}</span>
            <span className="text-ink-3 text-xs">
              {d.file_kinds[file.kind]} · {fileSize(file.size)}
            </span>
            <Badge tone={TONES[file.state]}>{d.file_states[file.state]}</Badge>
            <span className="ms-auto flex gap-1">
              <AnchorButton
                size="sm"
                look="ghost"
                href={fileHref(dispute.id, file.id)}
                download
                aria-label={d.file_save(file.name)}
              >
                {d.file_saved}
              </AnchorButton>
              {removable && file.state === "added" ? (
                <Button
                  size="sm"
                  look="ghost"
                  aria-label={d.file_remove(file.name)}
                  busy={remove.isPending && remove.variables === file.id}
                  onClick={() => remove.mutate(file.id)}
                >
                  {d.file_removed}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {remove.error ? <FormProblem error={remove.error} /> : null}
    </>
  );
}

/** The same input stands for one file after the other: it is made anew each time, so that the same may be chosen again. */
function AddFile({ dispute }: { dispute: Dispute }) {
  const [kind, setKind] = useState<File["kind"]>("receipt");
  const [turn, setTurn] = useState(0);
  const add = useAddition(dispute, () => setTurn((before) => before + 1));
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={d.file_kind}
          options={KINDS.map((value) => ({ value, label: d.file_kinds[value] }))}
          value={kind}
          onChange={(event) => setKind(KINDS.find((one) => one === event.target.value) ?? "other")}
        />
        <TextField
          key={turn}
          label={d.file_add}
          hint={d.file_hint}
          type="file"
          accept="application/pdf,image/jpeg,image/png"
          disabled={add.isPending}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) add.mutate({ file, kind });
          }}
        />
      </div>
      {add.error ? <FormProblem error={add.error} /> : null}
    </>
  );
}

function useAddition(dispute: Dispute, onSettled: () => void) {
  const client = useQueryClient();
  const params = { path: { dispute_id: dispute.id } };
  return useMutation({
    mutationFn: ({ file, kind }: { file: Blob; kind: File["kind"] }) => {
      const body = new FormData();
      body.set("kind", kind);
      body.set("file", file);
      const form = { file: "", kind };
      return unwrap(
        api.POST("/api/v1/disputes/{dispute_id}/files", { params, body: form, bodySerializer: () => body }),
      );
    },
    onSettled,
    onSuccess: () => client.invalidateQueries({ queryKey: ["disputes"] }),
  });
}

function useRemoval(dispute: Dispute) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file_id: string) => {
      const params = { path: { dispute_id: dispute.id, file_id } };
      return unwrap(api.DELETE("/api/v1/disputes/{dispute_id}/files/{file_id}", { params }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["disputes"] }),
  });
}
