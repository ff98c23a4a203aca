/** `payment:pay_…:settled` was posted for `pay_…`: sources name a kind, an id and sometimes what became of it. */
export const subjectOf = (source: string): string | undefined => source.split(":")[1];

/** Whether a source is about this document: its own, or one whose parts follow. */
export const isFor = (source: string, id: string): boolean => subjectOf(source) === id;
