import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RateSource } from "@/api/types";
import { answerQuery, counting, rateQuery, sourcesQuery, type Asked } from "./data";
import { Converter } from "./converter";
import { CourseCard } from "./course-card";
import { RateCard } from "./rate-card";
import { dayOf } from "./spans";
import { usePair } from "./use-pair";

/** A pair: what one is worth in the other, amounts at that rate, and its course. */
export function RateTab() {
  const pair = usePair();
  const rate = useQuery(rateQuery(pair.asked));
  const known = counting(rate);
  const { lastDay, quoted } = useKnown(pair.asked);
  const until = known?.source ? dayOf(known.as_of) : (pair.asked.at ?? lastDay);
  return (
    <div className="flex flex-col gap-5">
      <Converter pair={pair} rate={known} quoted={pair.asked.at ? undefined : quoted} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)]">
        <RateCard pair={pair} rate={rate} />
        <CourseCard pair={pair} until={rate.isPending ? undefined : until} />
      </div>
    </div>
  );
}

/** What the newest answers have between them: the currencies with a rate that counts, and the last day that has the pair. */
function useKnown({ from, to }: Pick<Asked, "from" | "to">) {
  const [today] = useState(() => new Date().toISOString());
  const { data } = useQuery(sourcesQuery());
  const known = (data?.items ?? []).flatMap(({ sheet_id, freshness }) => (sheet_id ? [{ sheet_id, freshness }] : []));
  const answers = useQueries({ queries: known.map(({ sheet_id }) => answerQuery(sheet_id)) });
  const sheets = answers.flatMap(({ data: sheet }, index) =>
    sheet ? [{ ...sheet, codes: [sheet.base, ...Object.keys(sheet.rates)], counts: !isTooOld(known[index]) }] : [],
  );
  const quoted = new Set(sheets.flatMap(({ codes, counts }) => (counts ? codes : [])));
  const having = sheets.filter(({ codes }) => codes.includes(from) && codes.includes(to));
  const last = having
    .map(({ as_of }) => as_of)
    .toSorted()
    .at(-1);
  return { quoted, lastDay: dayOf(last ?? today) };
}

const isTooOld = (source: Pick<RateSource, "freshness"> | undefined) => source?.freshness === "too_old";
