import { m } from "@/app/messages";
import { Card } from "@/ui/card";
import { AdjustmentFields } from "./adjustment-fields";
import { AggregationFields } from "./aggregation-fields";
import { isAggregated } from "./price-draft";
import { TermFields, type FieldsProps } from "./term-fields";

/** All that makes an amount of a usage: terms, how usage is counted, and what works on the amount afterwards. */
export function PriceFields(props: FieldsProps) {
  return (
    <>
      <Card title={m.pricing.terms}>
        <TermFields {...props} />
      </Card>
      {isAggregated(props.draft, props.offer) ? (
        <Card title={m.aggregation.title} note={m.aggregation.note}>
          <AggregationFields {...props} />
        </Card>
      ) : null}
      <Card title={m.pricing.adjustments} note={m.pricing.adjustments_note}>
        <AdjustmentFields {...props} />
      </Card>
    </>
  );
}
