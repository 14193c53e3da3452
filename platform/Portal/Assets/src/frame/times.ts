// Pages have times in UTC, and say so. A reader whose browser runs scripts sees them in the browser's time zone, and in UTC as the tooltip.

const two = (number: number): string => String(number).padStart(2, '0');

/** Formats a time in the browser's zone, such as 2026-01-31 13:30:00. */
const local = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

export const showLocalTimes = (root: ParentNode): void => {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const at = new Date(time.dateTime);
    const text = time.textContent ?? '';
    if (Number.isNaN(at.getTime())) {
      continue;
    }

    if (text.endsWith(' UTC')) {
      time.title = text;
      time.textContent = local(at);
    } else if (time.title.endsWith(' UTC') && !time.title.includes(',')) {
      // An age, such as "3 min ago", has the time as its tooltip.
      time.title = `${local(at)}, ${time.title}`;
    }
  }
};
