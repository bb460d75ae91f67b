/** A text that must hold no secret, and what it is called in a finding. */
export interface Scanned {
  readonly where: string;
  readonly lines: readonly string[];
}

/** Shorter pieces of a secret say nothing and stand in other texts by chance. */
const shortestPiece = 32;

/**
 * Where a secret or a telling piece of one stands: whole, base64 again, a part between the dots of a token (a signature alone is as bad),
 * a line of a PEM. A finding names the place and the beginning of the line, and never the secret.
 */
export function findSecrets(texts: readonly Scanned[], secrets: readonly string[]): string[] {
  const pieces = [...new Set(secrets.flatMap(piecesOf))];
  return texts.flatMap(({ where, lines }) => {
    const whole = lines.join('\n');
    const found = pieces.filter((piece) => whole.includes(piece));
    return found.map((piece) => `${where}: ${lineOf(lines, piece)}`);
  });
}

function piecesOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const parts = secret.includes('-----BEGIN') ? secret.split('\n') : secret.split('.');
  return [secret, base64, ...parts.filter((part) => isTelling(part))].filter(({ length }) => length >= shortestPiece);
}

/** The header of every JWT is the same, and so is the first line of every PEM. */
function isTelling(part: string): boolean {
  return part.length >= shortestPiece && !part.startsWith('-----') && !/^(ghs_\d+_)?eyJhbGciOi/.test(part);
}

function lineOf(lines: readonly string[], piece: string): string {
  const line = lines.find((each) => each.includes(piece)) ?? '';
  return line.slice(0, Math.min(line.indexOf(piece), 200));
}
