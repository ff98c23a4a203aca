import { useQuery } from "@tanstack/react-query";
import type { MailAttempt, MailDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { mailQuery } from "./data";
import { ResendMail } from "./resend-mail";

const t = m.mails;

/** One mail: what is sent, and what each attempt came to. */
export function MailSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...mailQuery(id ?? ""), enabled: id !== undefined });
  const mayManage = useCan("mails.manage");
  const mail = query.data;
  return (
    <Sheet
      open={id !== undefined}
      onClose={onClose}
      wide
      title={mail?.title ?? t.mail}
      footer={mail && mayManage ? <ResendMail id={mail.id} /> : null}
    >
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Standing mail={query.data} />
          <Part id="mail-text" title={t.text} text={query.data.text} />
          <Attempts mail={query.data} />
          <Part
            id="mail-headers"
            title={t.headers}
            text={Object.entries(query.data.headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join("\n")}
          />
        </div>
      )}
    </Sheet>
  );
}

function Standing({ mail }: { mail: MailDetail }) {
  return (
    <Details>
      <Detail label={m.fields.state}>
        <StatePill state={mail.state} />
      </Detail>
      <Detail label={t.kind}>{t.kinds[mail.kind]}</Detail>
      <Detail label={t.recipient}>
        <span className="break-all">{mail.recipient}</span>
      </Detail>
      <Detail label={t.concerns}>
        <CopyableId id={mail.subject} />
      </Detail>
      <Detail label={t.attachments}>{mail.attachments.join(", ") || m.kit.none}</Detail>
      <Detail label={mail.state === "waiting" ? t.next_attempt : t.sent}>
        <Time at={mail.state === "waiting" ? mail.next_attempt_at : mail.sent_at} named />
      </Detail>
      {mail.reason ? <Detail label={t.reason}>{mail.reason}</Detail> : null}
    </Details>
  );
}

function Attempts({ mail }: { mail: MailDetail }) {
  return (
    <section aria-labelledby="mail-attempts">
      <h3 id="mail-attempts" className="mb-2 text-base font-semibold">
        {t.attempts}
      </h3>
      {mail.history.length === 0 ? (
        <p className="text-ink-2 text-sm">{mail.state === "kept" ? t.kept : t.no_attempts}</p>
      ) : (
        <ol className="flex flex-col gap-3">
          {mail.history.toReversed().map((attempt) => (
            <Attempt key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Attempt({ attempt }: { attempt: MailAttempt }) {
  return (
    <li className="rounded-lg border p-3 text-sm">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <span className="font-medium">{t.attempt(attempt.number)}</span>
        <span className="text-ink-3 nums text-xs">
          <Time at={attempt.started_at} />
          {attempt.duration_ms === null ? null : ` · ${t.took(String(attempt.duration_ms))}`}
        </span>
      </div>
      <p className="text-ink-2 mt-1 break-words">{attempt.reply ?? t.under_way}</p>
    </li>
  );
}

function Part({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-2 text-base font-semibold">
        {title}
      </h3>
      <pre
        // Long texts are scrolled with the keyboard, too.
        tabIndex={0}
        aria-labelledby={id}
        className="bg-sunken max-h-72 overflow-auto rounded-md border p-3 font-sans text-sm break-words whitespace-pre-wrap"
      >
        {text}
      </pre>
    </section>
  );
}
