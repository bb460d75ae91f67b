/** Stands in for modules that are never used here: calling it makes a function that does nothing. */
// biome-ignore lint/style/noDefaultExport: those that it stands in for have one
export default () => () => {};
