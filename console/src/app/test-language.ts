/** Tests read English, whatever language the machine that runs them speaks: without a document its own would be the browser's. */
Object.defineProperty(navigator, "languages", { value: ["en-US", "en"], configurable: true });
