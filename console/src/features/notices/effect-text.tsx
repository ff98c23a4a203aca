import { TextLink } from "@/ui/button";
import { m } from "@/app/messages";
import { Nothing } from "@/ui/money";
import { splitIds } from "./split-ids";

/** What came of a notice, in the server's words. The ids in them lead to their screens. */
export function EffectText({ text }: { text: string }) {
  if (text === "") return <Nothing />;
  return (
    <>
      {splitIds(text).map(({ said, address }, position) =>
        address ? (
          <TextLink key={position} to={address as "/"} title={said} className="whitespace-nowrap">
            {m.payments.payment} …{said.slice(-6)}
          </TextLink>
        ) : (
          <span key={position}>{said}</span>
        ),
      )}
    </>
  );
}
