// Measures text as the style sheet draws it: lineage.css has the same sizes.
const fonts = { name: '600 12.5px', about: '11.5px', column: '11.5px' } as const;

export type TextKind = keyof typeof fonts;

const context = document.createElement('canvas').getContext('2d');
const family = getComputedStyle(document.body).fontFamily;

/** The width of a text in pixels. */
export const widthOf = (text: string, kind: TextKind): number => {
  if (!context) {
    return text.length * 7;
  }

  context.font = `${fonts[kind]} ${family}`;
  return context.measureText(text).width;
};

/** The text as far as it fits, with an ellipsis where it does not. */
export const shorten = (text: string, kind: TextKind, width: number): string => {
  let fits = text.length;
  while (fits > 1 && widthOf(fits < text.length ? `${text.slice(0, fits)}…` : text, kind) > width) {
    fits--;
  }

  return fits < text.length ? `${text.slice(0, fits)}…` : text;
};
