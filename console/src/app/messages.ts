import { en, type Messages } from "./texts/en";

/** The texts on the screen. A translation is another object of the same type, chosen here. */
export const m: Messages = en;
