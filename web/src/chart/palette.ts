/** The chart's colours and sizes, taken from the style sheet's tokens so that there is one place for them. */
export interface Palette {
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  line2: string;
  brand: string;
  bar: string;
  behind: string;
  band: string;
  good: string;
  warn: string;
  font: string;
  /** Pixels of small text: 12 on a desk, more on a wall. */
  small: number;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"),
    ink2: token("--ink-2"),
    ink3: token("--ink-3"),
    line: token("--line"),
    line2: token("--line-2"),
    brand: token("--brand"),
    bar: token("--bar"),
    behind: token("--bar-behind"),
    band: token("--brand-2"),
    good: token("--good"),
    warn: token("--warn"),
    font: token("--font"),
    small: (parseFloat(style.fontSize) || 16) * 0.75,
  };
}
