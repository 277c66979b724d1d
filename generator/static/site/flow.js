/* The flow diagram: an item that is picked shows what it waits for and what waits for it, in the
   drawing by a word in each box and outside it in a sentence. The list beside it has all of this. */
(function () {
  'use strict';

  const {page, say, button} = self.ApprovalGuides;
  const SVG = 'http://www.w3.org/2000/svg';
  const told = page.querySelector('.ag-follow');
  const drawings = Array.from(page.querySelectorAll('.ag-flow'));

  const rows = new Map();
  page.querySelectorAll('.ag-relations > li').forEach((row) => {
    rows.set(row.dataset.item, {row, before: row.dataset.before.split(' ').filter(Boolean), after: []});
  });
  rows.forEach(({before}, id) => before.forEach((other) => rows.get(other).after.push(id)));

  const idOf = (link) => decodeURIComponent(link.getAttribute('href').slice(1));
  const boxes = drawings.map((drawing) => new Map(
    Array.from(drawing.querySelectorAll('a')).map((link) => [idOf(link), link]),
  ));
  let picked = null;

  /* All that is reached from an item, step by step, in one direction. */
  const reached = (id, way) => {
    const found = new Set();
    const todo = [...rows.get(id)[way]];
    while (todo.length) {
      const next = todo.pop();
      if (!found.has(next)) {
        found.add(next);
        todo.push(...rows.get(next)[way]);
      }
    }
    return found;
  };

  const mark = (link, word) => {
    const box = link.querySelector('rect');
    const size = parseFloat(link.querySelector('text').getAttribute('font-size'));
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('class', 'ag-mark');
    text.setAttribute('text-anchor', 'end');
    text.setAttribute('font-size', size * 0.85);
    text.setAttribute('x', +box.getAttribute('x') + +box.getAttribute('width') - size * 0.4);
    text.setAttribute('y', +box.getAttribute('y') + size * 1.15);
    text.textContent = word;
    link.querySelector('g').append(text);
  };

  const clear = (drawing) => {
    drawing.querySelectorAll('.ag-mark').forEach((text) => text.remove());
    drawing.querySelectorAll('.is-off, .is-on, .is-picked').forEach((part) => {
      part.classList.remove('is-off', 'is-on', 'is-picked');
    });
  };

  const drawn = (drawing, links) => {
    clear(drawing);
    links.forEach((link, id) => link.setAttribute('aria-pressed', String(id === picked)));
    drawing.classList.toggle('is-followed', picked !== null);
    if (picked === null) return;
    const before = reached(picked, 'before'), after = reached(picked, 'after');
    const {before: next_before, after: next_after} = rows.get(picked);
    links.forEach((link, id) => {
      const isOn = id === picked || before.has(id) || after.has(id);
      link.classList.add(isOn ? 'is-on' : 'is-off');
      if (id === picked) link.classList.add('is-picked');
      const word = id === picked ? 'picked' : next_before.includes(id) ? 'before' : next_after.includes(id) ? 'after' : '';
      if (word) mark(link, say(`follow.${word}_mark`));
    });
    const isWay = (from, to) => (before.has(from) && (to === picked || before.has(to)))
      || (after.has(to) && (from === picked || after.has(from)));
    drawing.querySelectorAll('.line').forEach((line) => {
      line.classList.add(isWay(line.dataset.from, line.dataset.to) ? 'is-on' : 'is-off');
    });
  };

  const tell = () => {
    told.replaceChildren();
    if (picked === null) return;
    const open = document.createElement('a');
    open.href = `#${picked}`;
    open.className = 'ag-plain-button';
    open.textContent = told.dataset.open;
    const close = button(told.dataset.close);
    close.addEventListener('click', () => pick(null));
    const last = document.createElement('p');
    last.className = 'ag-tools';
    last.append(open, close);
    told.append(...Array.from(rows.get(picked).row.cloneNode(true).children), last);
  };

  /* Picks an item, or with null none. */
  const pick = (id) => {
    const was = picked;
    picked = rows.has(id) ? id : null;
    drawings.forEach((drawing, place) => drawn(drawing, boxes[place]));
    tell();
    if (picked === null && was !== null) focus(was);
  };

  const focus = (id) => boxes.forEach((links) => {
    const link = links.get(id);
    if (!link || !link.getClientRects().length) return;
    link.focus({preventScroll: true});
    link.scrollIntoView({block: 'center'}); // clear of what is told at the foot of the screen
  });

  /* What is told at the foot of the screen may not hide the item that it speaks of. */
  const uncover = (link) => {
    const over = link.getBoundingClientRect().bottom - told.getBoundingClientRect().top;
    if (picked !== null && over > 0) scrollBy(0, over + 16);
  };

  /* Along the lines: to the first item before or after that is not the one we came from. */
  const follow = (id, way) => {
    const [next] = (rows.get(id) || {[way]: []})[way];
    if (next) {
      pick(next);
      focus(next);
    }
  };

  const keys = {ArrowUp: 'before', ArrowDown: 'after'};
  boxes.forEach((links) => links.forEach((link, id) => {
    if (!rows.has(id)) return; // an alternative that does not apply leads to its item as ever
    link.setAttribute('role', 'button');
    link.setAttribute('aria-pressed', 'false');
    link.addEventListener('click', (event) => {
      event.preventDefault();
      pick(id === picked ? null : id);
      uncover(link);
    });
    link.addEventListener('keydown', (event) => {
      if (event.key === ' ') pick(id === picked ? null : id);
      else if (event.key === 'Escape') pick(null);
      else if (keys[event.key]) follow(id, keys[event.key]);
      else return;
      event.preventDefault();
    });
  }));
  told.addEventListener('keydown', (event) => { if (event.key === 'Escape') pick(null); });
  told.addEventListener('click', (event) => {
    const link = event.target.closest('p:not(.ag-tools) a[href^="#"]');
    if (!link) return;
    event.preventDefault(); // a name in the sentence is picked in its turn
    const id = idOf(link);
    pick(id);
    focus(id);
  });
})();
