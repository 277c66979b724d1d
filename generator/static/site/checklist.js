/* The list of materials: ticks are kept on this device, what is left is counted, the list filtered,
   printed, saved and copied. A tick is kept under the material's id, so it outlives new versions. */
(function () {
  'use strict';

  const {page, kept, say, save, print} = self.ApprovalGuides;
  const part = page.querySelector('.ag-checking');
  const boxes = Array.from(part.querySelectorAll('[data-tick]'));
  const count = part.querySelector('.ag-count');
  const groups = Array.from(part.querySelectorAll('.ag-supplier'));
  const lines = Array.from(part.querySelectorAll('.ag-checklist > li'));
  if (!boxes.length) return;

  const keyOf = (box) => `approval-guides/${box.dataset.tick}`;
  const filter = (name) => part.querySelector(`[data-filter="${name}"]`);
  const isTicked = (line) => { const box = line.querySelector('[data-tick]'); return box !== null && box.checked; };

  const left = document.createElement('dd');
  left.className = 'ag-caption ag-left';
  const figure = page.querySelectorAll('.ag-figures > div')[1];

  const tell = () => {
    const done = boxes.filter((box) => box.checked).length;
    const values = {all: boxes.length, done, left: boxes.length - done};
    const shown = lines.filter((line) => !line.hidden).length;
    const said = [say(values.left ? 'ticks.told' : 'ticks.complete', values)];
    if (shown === 0) said.push(say('ticks.none'));
    else if (shown < lines.length) said.push(say('ticks.shown', {shown}));
    said.push(say(kept ? 'ticks.kept' : 'ticks.not_kept'));
    count.textContent = said.join(' ');
    left.textContent = done ? say('head.left', values) : '';
    if (done) figure.append(left); else left.remove();
  };

  const show = () => {
    const stage = filter('stage').value, supplier = filter('supplier').value, open = filter('open').checked;
    lines.forEach((line) => {
      const isOfStage = !stage || line.dataset.stages.split(' ').includes(stage);
      line.hidden = !isOfStage || (open && isTicked(line));
    });
    groups.forEach((group) => {
      const isEmpty = !group.querySelector('.ag-checklist > li:not([hidden])');
      const isOther = supplier && group.dataset.supplier !== supplier;
      if (isOther) group.querySelectorAll('.ag-checklist > li').forEach((line) => { line.hidden = true; });
      group.hidden = isEmpty || isOther;
    });
    tell();
  };

  boxes.forEach((box) => {
    if (kept) box.checked = kept.getItem(keyOf(box)) === '1';
    box.addEventListener('change', () => {
      if (kept && box.checked) kept.setItem(keyOf(box), '1');
      else if (kept) kept.removeItem(keyOf(box));
      tell(); // a line that was ticked stays until the filter is set anew
    });
  });
  ['stage', 'supplier', 'open'].forEach((name) => filter(name).addEventListener('change', show));
  // Another tab of the same guide.
  addEventListener('storage', (event) => {
    boxes.filter((box) => keyOf(box) === event.key).forEach((box) => { box.checked = event.newValue === '1'; });
    tell();
  });

  /* The lines that are shown, as cells. */
  const textOf = (line, name) => Array.from(line.querySelectorAll(name), (found) => found.textContent.trim()).join(' ');
  const rows = () => lines.filter((line) => !line.hidden).map((line) => [
    line.closest('.ag-supplier').querySelector('h3').firstChild.textContent.trim(),
    textOf(line, '.ag-listed'),
    textOf(line, '.ag-counts'),
    textOf(line, '.ag-said, .ag-tag-defer'),
    textOf(line, '.ag-for'),
    isTicked(line) ? say('ticks.yes') : '',
  ]);

  const asText = () => {
    let group = '';
    return rows().map(([supplier, name, counts, note, items, ready]) => {
      const head = supplier === group ? '' : `${group ? '\n' : ''}${supplier}\n`;
      group = supplier;
      const more = [counts, note, `${say('ticks.items')} ${items}`].filter(Boolean).join(' · ');
      return `${head}${ready ? '☑' : '☐'} ${name} · ${more}`;
    }).join('\n');
  };

  /* Also where the newer way is forbidden: on a page that came by http, or in an app's own browser. */
  const copiedTheOldWay = (text) => {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'ag-hidden';
    part.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  };
  const copied = (text) => (navigator.clipboard
    ? navigator.clipboard.writeText(text).then(() => true, () => copiedTheOldWay(text))
    : Promise.resolve(copiedTheOldWay(text)));

  const done = part.querySelector('.ag-done');
  const actions = {
    'print-list': () => print('list'),
    'save-list': () => {
      const head = ['supplier', 'material', 'counts', 'note', 'items', 'ready'];
      save(say('ticks.file'), [head.map((name) => say(`ticks.${name}`)), ...rows()]);
    },
    'copy-list': () => copied(asText()).then((isDone) => {
      done.textContent = say(isDone ? 'ticks.copied' : 'ticks.not_copied');
    }),
  };
  Object.entries(actions).forEach(([name, action]) => {
    part.querySelector(`[data-do="${name}"]`).addEventListener('click', action);
  });
  show();
})();
