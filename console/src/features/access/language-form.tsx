import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { directionOf, LANGUAGE, languageOf, loadAgain, needsOtherTexts, type Language } from "@/app/language";
import { m } from "@/app/messages";
import { sessionQuery, useSession } from "@/app/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { SelectField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { ALL_LANGUAGES, inLanguage, nameOf, writingsOf } from "./locale-choice";
import { LocaleExample } from "./locale-example";

/** One setting, the locale, chosen in two steps: the language, and where it is written as the reader is used to. */
export function LanguageForm() {
  const kept = useSession().user.locale.replaceAll("_", "-");
  const [tag, setTag] = useState(kept);
  const save = useSave();
  const language = languageOf(tag);
  return (
    <Card title={m.settings.language}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(tag);
        }}
      >
        {new Intl.Locale(tag).language === language ? null : (
          <p className="text-ink-2 text-sm">{m.settings.no_texts}</p>
        )}
        <Languages chosen={language} onChoose={(one) => setTag(inLanguage(one, tag))} />
        <SelectField
          name="locale"
          label={m.settings.region}
          hint={m.settings.region_hint(tag)}
          error={save.error instanceof Problem ? save.error.for("locale") : undefined}
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          options={writingsOf(language, tag).map((one) => ({ value: one, label: nameOf(one) }))}
          fieldClass="max-w-sm"
        />
        <LocaleExample tag={tag} />
        <FormProblem error={save.error} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="primary" busy={save.isPending} disabled={tag === kept}>
            {m.kit.save}
          </Button>
          {language === LANGUAGE ? null : <p className="text-ink-3 text-xs">{m.settings.page_loads}</p>}
        </div>
      </form>
    </Card>
  );
}

function useSave() {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (locale: string) => unwrap(api.PATCH("/api/v1/session/profile", { body: { locale } })),
    onSuccess: async (session) => {
      if (needsOtherTexts(session.user.locale)) await loadAgain(location.href);
      client.setQueryData(sessionQuery.queryKey, session);
      say(m.kit.saved);
    },
  });
}

/** Each in its own words: whoever cannot read the screen still finds the way out of it. */
function Languages({ chosen, onChoose }: { chosen: Language; onChoose: (language: Language) => void }) {
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-2 text-sm font-medium">{m.settings.texts}</legend>
      {ALL_LANGUAGES.map(([language, name]) => (
        <label
          key={language}
          className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-center gap-3 rounded-lg border p-3 text-sm"
        >
          <input
            type="radio"
            name="language"
            value={language}
            className="accent-accent"
            checked={chosen === language}
            onChange={() => onChoose(language)}
          />
          <bdi lang={language} dir={directionOf(language)}>
            {name}
          </bdi>
        </label>
      ))}
    </fieldset>
  );
}
