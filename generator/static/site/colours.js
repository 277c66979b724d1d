/* The buttons for light and dark colours. What is to be shown first, the head of the page says: from
   there on as chosen here or in another tab, else as the device asks. */
(function () {
  'use strict';

  const KEY = 'approval-guides/colours';
  const isDark = matchMedia('(prefers-color-scheme: dark)');
  const buttons = Array.from(document.querySelectorAll('[data-ag-scheme]'));
  if (!buttons.length) return;
  const schemes = buttons.map((button) => button.dataset.agScheme);
  let chosen = null;

  const show = () => {
    const scheme = schemes.includes(chosen) ? chosen : isDark.matches ? 'slate' : 'default';
    document.body.setAttribute('data-md-color-scheme', scheme);
    buttons.forEach((button) => { button.hidden = button.dataset.agScheme !== scheme; });
  };

  buttons.forEach((button, at) => button.addEventListener('click', () => {
    const next = (at + 1) % buttons.length;
    chosen = schemes[next];
    try { localStorage.setItem(KEY, chosen); } catch (_) { /* refused: it holds on this page */ }
    show();
    buttons[next].focus();
  }));
  try { chosen = localStorage.getItem(KEY); } catch (_) { /* as above */ }
  // older Safari has only this way to listen
  isDark.addListener(show);
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    chosen = event.newValue;
    show();
  });
  show();
}());
