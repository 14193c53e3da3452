// Gives each <pre class="copy"> a button that copies its text; pages that change themselves call addCopyButtons.

const copied = 1_500;

const copy = async (source: HTMLElement, button: HTMLButtonElement, said: HTMLElement): Promise<void> => {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    said.textContent = 'Copied';
  } catch {
    // Without a secure context the text is selected, ready for the keyboard.
    getSelection()?.selectAllChildren(source);
    said.textContent = 'Selected';
  }

  button.dataset.done = '';
  setTimeout(() => {
    delete button.dataset.done;
    said.textContent = '';
  }, copied);
};

export const addCopyButtons = (root: ParentNode): void => {
  for (const pre of root.querySelectorAll<HTMLPreElement>('pre.copy')) {
    if (pre.parentElement?.classList.contains('copyable')) {
      continue;
    }

    const frame = document.createElement('div');
    frame.className = 'copyable';
    pre.replaceWith(frame);

    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = 'Copy';
    const what = pre.getAttribute('aria-label');
    if (what) {
      button.setAttribute('aria-label', `Copy: ${what}`);
    }

    const said = document.createElement('span');
    said.setAttribute('role', 'status');
    said.className = 'copied';
    frame.append(pre, button, said);
    button.addEventListener('click', () => void copy(pre, button, said));
  }
};

addCopyButtons(document);
