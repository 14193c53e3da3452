// What the frame of every page does beyond links and forms: "/" goes to the search box, and the theme changes without a load.
import './copy';
import { showLocalTimes } from './frame/times';
import { readSession, renewForms } from './session/form-token';

const searchBox = document.querySelector<HTMLInputElement>('#search');

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || !searchBox || takesText(event.composedPath()[0] ?? null)) {
    return;
  }

  event.preventDefault();
  searchBox.focus();
  searchBox.select();
});

const switchTheme = async (form: HTMLFormElement, chosen: HTMLButtonElement): Promise<void> => {
  document.documentElement.dataset.theme = chosen.value;
  for (const button of form.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button === chosen));
  }

  // Canvases are drawn in colours that they read.
  document.dispatchEvent(new CustomEvent('mesh:theme', { detail: chosen.value }));
  const send = (): Promise<Response> => fetch(form.action, { method: 'POST', body: new FormData(form, chosen), redirect: 'manual' });
  if ((await send()).status !== 400) {
    return;
  }

  // The page is older than the sign-in.
  const session = await readSession();
  if (session) {
    renewForms(session.token);
    await send();
  }
};

document.querySelector<HTMLFormElement>('form.theme')?.addEventListener('submit', event => {
  if (event.currentTarget instanceof HTMLFormElement && event.submitter instanceof HTMLButtonElement) {
    event.preventDefault();
    void switchTheme(event.currentTarget, event.submitter);
  }
});

showLocalTimes(document);
