type Attributes = Record<string, string | boolean | undefined>;

/** Makes an element; texts of others come in as text, never as markup. */
export const make = <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] => {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      element.setAttribute(attribute, value === true ? '' : value);
    }
  }

  element.append(...children);
  return element;
};

/** Makes a button that does something. */
export const makeButton = (label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement => {
  const button = make('button', { type: 'button', class: 'button', ...attributes }, label);
  button.addEventListener('click', act);
  return button;
};

/** Formats a count, such as 1,024. */
export const count = (number: number, noun: string): string => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

/** Formats a duration in milliseconds. */
export const duration = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** Formats an age in seconds, in one unit. */
export const age = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5_400 ? `${Math.round(seconds / 60)} min` : seconds < 129_600 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
