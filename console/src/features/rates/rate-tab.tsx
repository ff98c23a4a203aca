import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { answerQuery, rateQuery, sourcesQuery } from "./data";
import { Converter } from "./converter";
import { CourseCard } from "./course-card";
import { RateCard } from "./rate-card";
import { dayOf } from "./spans";
import { usePair } from "./use-pair";

/** A pair: what one is worth in the other, amounts at that rate, and its course. */
export function RateTab() {
  const pair = usePair();
  const rate = useQuery(rateQuery(pair.asked));
  const { lastDay, quoted } = useKnown();
  const until = rate.data?.source ? dayOf(rate.data.as_of) : (pair.asked.at ?? lastDay);
  return (
    <div className="flex flex-col gap-5">
      <Converter pair={pair} rate={rate.data} quoted={pair.asked.at ? undefined : quoted} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)]">
        <RateCard pair={pair} rate={rate} />
        <CourseCard pair={pair} until={rate.isPending ? undefined : until} />
      </div>
    </div>
  );
}

/** The last day of any source, and the currencies that the newest answers have between them. */
function useKnown() {
  const [today] = useState(() => new Date().toISOString());
  const { data } = useQuery(sourcesQuery());
  const sheets = (data?.items ?? []).flatMap(({ sheet_id }) => sheet_id ?? []);
  const answers = useQueries({ queries: sheets.map(answerQuery) });
  const codes = answers.flatMap(({ data: answer }) => (answer ? [answer.base, ...Object.keys(answer.rates)] : []));
  const together = codes.join(" ");
  const quoted = useMemo(() => new Set(together.split(" ").filter(Boolean)), [together]);
  const last = (data?.items ?? [])
    .flatMap(({ as_of }) => as_of ?? [])
    .toSorted()
    .at(-1);
  return { quoted, lastDay: dayOf(last ?? today) };
}
