type Props<Value extends string> = {
  name: string;
  legend: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChoose: (value: Value) => void;
};

/** One of few, side by side: radio buttons, so that arrows walk them. */
export function Segments<Value extends string>({ name, legend, options, value, onChoose }: Props<Value>) {
  return (
    <fieldset className="bg-sunken flex rounded-md border p-0.5">
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="text-ink-2 hover:text-ink has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-accent relative cursor-pointer rounded px-2 py-0.5 text-xs font-medium whitespace-nowrap has-focus-visible:outline-2"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
