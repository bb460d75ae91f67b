/** Tells a story of numbered steps, each with its time; a long step says every few seconds that it is still at it. */
export function createNarrator(write = (line) => console.log(line)) {
  const began = Date.now();
  let count = 0;
  return {
    say: write,
    /** Runs one step; what it answers through `done` is what the reader learns from it. */
    async step(title, work) {
      count += 1;
      const started = Date.now();
      write(`\n${count}. ${title}`);
      const ticking = setInterval(() => write(`   … still working, ${seconds(started)} so far`), 10_000);
      try {
        return await work((line) => write(`   ${line}`));
      } finally {
        clearInterval(ticking);
        write(`   (${seconds(started)})`);
      }
    },
    total: () => seconds(began),
  };
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
