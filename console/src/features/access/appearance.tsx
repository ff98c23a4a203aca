import { m } from "@/app/messages";
import { chooseTheme, useTheme, type Theme } from "@/app/theme";
import { Card } from "@/ui/card";

const THEMES: Theme[] = ["system", "light", "dark"];

export function Appearance() {
  const theme = useTheme();
  return (
    <Card className="max-w-md">
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-sm font-medium">{m.profile.theme}</legend>
        {THEMES.map((choice) => (
          <label
            key={choice}
            className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-center gap-3 rounded-lg border p-3 text-sm"
          >
            <input
              type="radio"
              name="theme"
              className="accent-accent"
              checked={theme === choice}
              onChange={() => chooseTheme(choice)}
            />
            {m.profile.themes[choice]}
          </label>
        ))}
      </fieldset>
    </Card>
  );
}
