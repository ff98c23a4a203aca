import { ButtonLink } from "@/ui/button";
import { PageFrame } from "@/ui/page";
import { m } from "./messages";

export function NotFound() {
  return (
    <PageFrame title={m.not_found.title} lead={m.not_found.body}>
      <div>
        <ButtonLink to="/" look="primary">
          {m.not_found.home}
        </ButtonLink>
      </div>
    </PageFrame>
  );
}
