/** The mean of the two in the middle where their number is even. */
export function median(numbers) {
  const sorted = sortedOf(numbers);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest number that `percent` of all are not above. */
export function percentile(numbers, percent) {
  const sorted = sortedOf(numbers);
  return sorted[Math.max(Math.ceil((percent / 100) * sorted.length) - 1, 0)];
}

function sortedOf(numbers) {
  return [...numbers].sort((a, b) => a - b);
}
