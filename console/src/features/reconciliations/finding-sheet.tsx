import { useQuery } from "@tanstack/react-query";
import type { Finding } from "@/api/types";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { SubjectLink } from "@/features/overview/subject-link";
import { providerName } from "@/features/payments/provider-name";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { useLocale } from "@/ui/locale";
import { Money, Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { findingQuery } from "./data";
import { findingText, idIn, sidesOf } from "./finding-text";
import { FindingState } from "./findings";
import { Remedies } from "./remedies";

const r = m.reconciliations;

/** One finding: what differs, what each side says, what it belongs to, and what settles it or has. */
export function FindingSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...findingQuery(id ?? ""), enabled: id !== undefined });
  return (
    <Sheet open={id !== undefined} onClose={onClose} wide title={query.data ? r.kinds[query.data.kind] : r.finding}>
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Standing finding={query.data} />
          <Remedies finding={query.data} />
          <Facts finding={query.data} />
        </div>
      )}
    </Sheet>
  );
}

function Standing({ finding }: { finding: Finding }) {
  const { locale } = useLocale();
  return (
    <section aria-label={r.sides} className="bg-sunken flex flex-col gap-4 rounded-lg border p-4">
      <div className="flex items-start gap-3">
        <p role="status" className="min-w-0 flex-1 font-medium">
          {findingText(finding, locale)}
        </p>
        <FindingState finding={finding} />
      </div>
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-3">
        {sidesOf(finding).map(({ label, amount, note }) => (
          <div key={label}>
            <dt className="text-ink-2 text-xs">{label}</dt>
            <dd className="mt-0.5">
              {amount ? (
                <Money value={amount} className="text-lg font-semibold" />
              ) : (
                <span className="text-ink-2 text-sm">{note}</span>
              )}
            </dd>
          </div>
        ))}
        {finding.difference ? (
          <div>
            <dt className="text-ink-2 text-xs">{r.difference}</dt>
            <dd className="mt-0.5">
              <Money value={finding.difference} className="text-bad text-lg font-semibold" />
            </dd>
          </div>
        ) : null}
      </dl>
      <p className="text-ink-2 text-xs break-words">
        {r.reason}: {finding.reason}
      </p>
    </section>
  );
}

function Facts({ finding }: { finding: Finding }) {
  return (
    <Details>
      <Detail label={r.our_reference}>
        <Ours reference={finding.our_reference} />
      </Detail>
      <Detail label={r.their_reference}>
        {finding.their_reference ? <CopyableId id={finding.their_reference} /> : <Nothing />}
      </Detail>
      <Detail label={m.fields.company}>
        {finding.company_id ? <CompanyName id={finding.company_id} /> : <Nothing />}
      </Detail>
      <Detail label={m.fields.provider}>{providerName(finding.provider)}</Detail>
      <Detail label={r.at}>
        <Time at={finding.at} named />
      </Detail>
      <Detail label={r.found_at}>
        <Time at={finding.found_at} />
      </Detail>
      <Detail label={r.seen_at}>
        <Time at={finding.seen_at} />
      </Detail>
      {finding.remedy ? <Resolved finding={finding} remedy={finding.remedy} /> : null}
      <Detail label={m.fields.id}>
        <CopyableId id={finding.id} />
      </Detail>
    </Details>
  );
}

/** Our payment, refund or dispute, where it has a screen. */
function Ours({ reference }: { reference: string }) {
  if (!reference) return <Nothing />;
  const id = idIn(reference);
  if (!id) return <CopyableId id={reference} />;
  return (
    <SubjectLink subject={id}>
      <code className="text-accent-text text-xs">{reference}</code>
    </SubjectLink>
  );
}

function Resolved({ finding, remedy }: { finding: Finding; remedy: NonNullable<Finding["remedy"]> }) {
  return (
    <>
      <Detail label={r.how}>{r.remedies[remedy].was}</Detail>
      <Detail label={r.resolved}>
        <Time at={finding.resolved_at} />
      </Detail>
      <Detail label={r.resolved_by}>{finding.resolved_by || <Nothing />}</Detail>
      <Detail label={r.note}>{finding.note || <Nothing />}</Detail>
    </>
  );
}
