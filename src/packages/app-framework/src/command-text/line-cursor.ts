/** A place in a line, in characters and in columns: a tab goes on to the next column that four divides. */
export class LineCursor {
  private offset = 0;
  private column = 0;
  /** Columns of the tab at `offset` that are taken already. */
  private isWithinTab = false;
  /** What it cost so far. */
  steps = 0;

  constructor(private readonly line: string) {}

  /** How many columns of spaces are next, and where they end. */
  next(): { readonly indent: number; readonly at: number; readonly isBlank: boolean } {
    let at = this.offset;
    let column = this.column;
    for (; at < this.line.length; at += 1) {
      const letter = this.line[at];
      if (letter === ' ') column += 1;
      else if (letter === '\t') column += 4 - (column % 4);
      else break;
    }
    this.steps += at - this.offset + 1;
    return { indent: column - this.column, at, isBlank: at >= this.line.length };
  }

  /** What follows the next spaces. */
  text(): string {
    return this.line.slice(this.next().at);
  }

  isSpace(): boolean {
    const letter = this.line[this.offset];
    return letter === ' ' || letter === '\t';
  }

  isAtEnd(): boolean {
    return this.offset >= this.line.length;
  }

  skipSpaces(): void {
    const { indent, at } = this.next();
    this.column += indent;
    this.offset = at;
    this.isWithinTab = false;
  }

  skipColumns(count: number): void {
    for (let left = count; left > 0 && !this.isAtEnd(); ) {
      this.steps += 1;
      if (this.line[this.offset] !== '\t') {
        this.offset += 1;
        this.column += 1;
        left -= 1;
        continue;
      }
      const width = 4 - (this.column % 4);
      const taken = Math.min(width, left);
      this.column += taken;
      left -= taken;
      this.isWithinTab = taken < width;
      if (!this.isWithinTab) this.offset += 1;
    }
  }

  columnsFrom(place: LinePlace): number {
    return this.column - place.column;
  }

  place(): LinePlace {
    return { offset: this.offset, column: this.column, isWithinTab: this.isWithinTab };
  }

  goTo({ offset, column, isWithinTab }: LinePlace): void {
    this.offset = offset;
    this.column = column;
    this.isWithinTab = isWithinTab;
  }
}

export interface LinePlace {
  readonly offset: number;
  readonly column: number;
  readonly isWithinTab: boolean;
}
