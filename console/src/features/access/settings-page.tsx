import { m } from "@/app/messages";
import { PageFrame } from "@/ui/page";
import { Appearance } from "./appearance";
import { LanguageForm } from "./language-form";

/** What a person decides for himself: in which language and writing he reads the console, and how light it is. */
export function SettingsPage() {
  return (
    <PageFrame title={m.settings.title} lead={m.settings.lead}>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
        <LanguageForm />
        <Appearance />
      </div>
    </PageFrame>
  );
}
