// Forms with days: they begin and end in the zone of the reader's browser, which the reader may change.

for (const field of document.querySelectorAll<HTMLInputElement>('input[data-own-zone]')) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
}
