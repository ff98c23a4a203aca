import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useId, useRef, type FormEvent, type ReactNode } from "react";
import { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FormProblem } from "./states";
import { useToast } from "./toast";

type Props<Result> = {
  title: string;
  description?: string;
  wide?: boolean;
  /** What the button says. Null where nothing can be sent: then the dialog tells something, and is closed. */
  submit: string | null;
  look?: "primary" | "danger";
  /** What the way out says, where "Cancel" would be misread. */
  dismiss?: string;
  disabled?: boolean;
  act: (form: FormData) => Promise<Result>;
  /** What is read again once it is done. */
  stale: QueryKey[];
  said?: (result: Result) => string;
  /** What comes next. Without it the dialog closes. */
  onDone?: (result: Result) => unknown;
  onClose: () => void;
  children?: ReactNode | ((problem: Problem | null) => ReactNode);
};

/** A question, its answer and what becomes of it: sent once, refused beside the button and in the field, told when it is done. */
export function FormDialog<Result>({ children, submit, ...props }: Props<Result>) {
  const { disabled = false, look = "primary", onClose } = props;
  const id = useId();
  const action = useAction(props);
  const form = useRefusedField(action.error);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!action.isPending && !disabled) action.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      {action.error ? (
        <div className="w-full">
          <FormProblem error={action.error} />
        </div>
      ) : null}
      <Button onClick={onClose}>{props.dismiss ?? (submit ? m.kit.cancel : m.kit.close)}</Button>
      {submit ? (
        <Button look={look} type="submit" form={id} busy={action.isPending} disabled={disabled}>
          {submit}
        </Button>
      ) : null}
    </>
  );
  const { title, description, wide } = props;
  return (
    <Dialog open onClose={onClose} title={title} {...{ description, wide }} footer={footer}>
      <form id={id} ref={form} onSubmit={send} className="flex flex-col gap-4 text-sm">
        {typeof children === "function" ? children(asProblem(action.error)) : children}
      </form>
    </Dialog>
  );
}

type Acting<Result> = Pick<Props<Result>, "act" | "stale" | "said" | "onDone" | "onClose">;

function useAction<Result>({ act, stale, said, onDone, onClose }: Acting<Result>) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: async (form: FormData) => act(form),
    onSuccess: async (result) => {
      await onDone?.(result);
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (said) say(said(result));
      if (!onDone) onClose();
    },
  });
}

/** A refusal may concern a field that is scrolled away: whoever is refused stands in it. */
function useRefusedField(error: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  return form;
}

const asProblem = (error: unknown) => (error instanceof Problem ? error : null);
