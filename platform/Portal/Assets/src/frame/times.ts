// Pages have times in UTC, and say so. A reader whose browser runs scripts sees them in the browser's time zone, and in UTC as the tooltip.

const two = (number: number): string => String(number).padStart(2, '0');

/** Formats a time in the browser's zone, such as 2026-01-31 13:30:00. */
const local = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

export const showLocalTimes = (root: ParentNode): void => {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) {
      continue;
    }

    if (time.dataset.local === 'title') {
      time.title = `${local(at)}, ${time.title}`;
    } else {
      time.title = time.textContent ?? '';
      time.textContent = local(at);
    }

    // Not again.
    delete time.dataset.local;
  }
};
