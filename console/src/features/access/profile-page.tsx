import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan, useSession } from "@/app/session";
import { PageFrame } from "@/ui/page";
import { Tabs, type Tab } from "@/ui/tabs";
import { ApiKeys } from "./api-keys";
import { OpenSessions } from "./open-sessions";
import { PasswordForm } from "./password-form";
import { YouForm } from "./you-form";

type ProfileTab = NonNullable<Search<"profile">["tab"]>;

function Security() {
  return (
    <div className="flex flex-col gap-5">
      <PasswordForm />
      <OpenSessions />
    </div>
  );
}

export function ProfilePage() {
  const { user } = useSession();
  const { search, set } = useListState<Search<"profile">>([]);
  const seesKeys = useCan("api_keys.read");
  const tabs: Tab[] = [
    { value: "you", label: m.profile.you, content: <YouForm /> },
    { value: "password", label: m.profile.password, content: <Security /> },
    ...(seesKeys ? [{ value: "api-keys", label: m.profile.api_keys, content: <ApiKeys /> }] : []),
  ];
  return (
    <PageFrame title={m.shell.profile} lead={user.email}>
      <Tabs value={search.tab ?? "you"} onChange={(tab) => set({ tab: tab as ProfileTab })} tabs={tabs} />
    </PageFrame>
  );
}
