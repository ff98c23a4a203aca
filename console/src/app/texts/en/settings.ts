export const settings = {
  title: "Settings",
  lead: "How the console looks and reads for you. Nobody else sees a difference.",
  language: "Language and region",
  texts: "Language of the screens",
  region: "Numbers and dates as written in",
  region_hint: (tag: string) => `Kept as ${tag}, in every browser that you sign in with.`,
  no_texts: "There are no texts in your language yet. You read English ones, with your own numbers and dates.",
  example: "Example",
  page_loads: "The page loads once more, in the new language.",
};
