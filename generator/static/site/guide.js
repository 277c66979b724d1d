/* The page of a guide: stages that open and close, links that open what they lead to, and what its
   other scripts share. Without scripts all stages are open, and items open by themselves. */
(function () {
  'use strict';

  const page = document.querySelector('[data-guide]');
  const data = JSON.parse(document.getElementById('_data').textContent);

  /* What a page may keep, or nothing: private windows and some settings forbid it. */
  const store = (name) => {
    try {
      const found = self[name];
      found.setItem('approval-guides', '1');
      found.removeItem('approval-guides');
      return found;
    } catch (_) {
      return null;
    }
  };
  const kept = store('localStorage');
  const keptInThisTab = store('sessionStorage');

  /* Words with values filled in: {days} by the value, {days:day|days} by "day" of one. */
  const filled = (words, values) => words.replace(
    /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g,
    (_, name, one, several) => (one === undefined ? values[name] : String(values[name]) === '1' ? one : several),
  );

  const say = (key, values) => {
    const [table, entry] = key.split('.');
    return filled(data.words[table][entry], values || {});
  };

  /* A spreadsheet calculates with nothing that comes from us, and reads it as UTF-8. */
  const csv = (rows) => '\ufeff' + rows.map((row) => row.map((cell) => {
    const text = /^[=+\-@＝＋－＠\t\r]/.test(cell) ? `'${cell}` : cell;
    return `"${text.replace(/"/g, '""')}"`;
  }).join(',')).join('\r\n') + '\r\n';

  const save = (name, rows) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv(rows)], {type: 'text/csv'}));
    link.download = `${data.name} ${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  /* Prints one part of the page; the style sheet leaves out the rest. */
  const print = (part) => {
    const root = document.documentElement;
    root.classList.add('ag-only', `ag-only-${part}`);
    addEventListener('afterprint', () => root.classList.remove('ag-only', `ag-only-${part}`), {once: true});
    self.print();
  };

  /* The two things that the address can name: an element, and the owner's own start. */
  const address = () => {
    const parts = decodeURIComponent(location.hash.slice(1)).split('&');
    const start = parts.find((part) => part.startsWith('start='));
    return {id: parts.find((part) => part && part !== start) || '', start: start ? start.slice(6) : ''};
  };

  const button = (text, className) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = className || 'ag-plain-button';
    made.textContent = text;
    return made;
  };

  const hidden = (text) => {
    const made = document.createElement('span');
    made.className = 'ag-hidden';
    made.textContent = text;
    return made;
  };

  self.ApprovalGuides = {page, data, kept, say, save, print, address, button};

  /* Stages: a button in each heading; they are remembered while the tab is open. */
  const KEY = `approval-guides/${data.id}/stages`;
  const stages = Array.from(page.querySelectorAll('.ag-stage')).map((stage) => {
    const heading = stage.querySelector('h3');
    const body = stage.querySelector('.ag-stage-body');
    const toggle = button('', 'ag-stage-button');
    const word = document.createElement('span');
    word.className = 'ag-stage-toggle';
    const told = document.createElement('span');
    word.append(hidden('\u3000'), told, hidden(` ${say('steps.of_stage')}`));
    toggle.append(...heading.childNodes, word);
    toggle.setAttribute('aria-controls', body.id);
    heading.append(toggle);
    const show = (open) => {
      toggle.setAttribute('aria-expanded', String(open));
      told.textContent = say(open ? 'steps.hide' : 'steps.show');
      if (open) body.removeAttribute('hidden');
      else body.setAttribute('hidden', 'until-found'); // a search in the page opens it again
    };
    return {id: stage.id, stage, toggle, body, show,
            isOpen: () => toggle.getAttribute('aria-expanded') === 'true'};
  });

  const all = button('');
  const remember = () => {
    const isAll = stages.every((stage) => stage.isOpen());
    all.textContent = say(isAll ? 'steps.hide_all' : 'steps.show_all');
    all.setAttribute('aria-expanded', String(isAll));
    const open = stages.filter((stage) => stage.isOpen()).map(({id}) => id);
    if (keptInThisTab) keptInThisTab.setItem(KEY, JSON.stringify(open));
  };

  const remembered = () => {
    try {
      const open = JSON.parse(keptInThisTab.getItem(KEY));
      return Array.isArray(open) ? open : null;
    } catch (_) {
      return null;
    }
  };

  const openStages = () => {
    const open = remembered() || stages.slice(0, 1).map(({id}) => id);
    stages.forEach((stage) => {
      stage.show(stages.length === 1 || open.includes(stage.id));
      stage.toggle.addEventListener('click', () => { stage.show(!stage.isOpen()); remember(); });
      stage.body.addEventListener('beforematch', () => { stage.show(true); remember(); });
    });
    all.addEventListener('click', () => {
      const open_all = !stages.every((stage) => stage.isOpen());
      stages.forEach((stage) => stage.show(open_all));
      remember();
    });
    const place = document.createElement('p');
    place.className = 'ag-show-all';
    place.append(all);
    if (stages.length > 1) stages[0].stage.parentNode.before(place);
    remember();
  };

  /* Opens what a link leads to, and everything around it. */
  const openTarget = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    stages.filter(({stage}) => stage.contains(target)).forEach((stage) => stage.show(true));
    for (let around = target.closest('details'); around; around = around.parentElement.closest('details')) {
      around.open = true;
    }
    remember();
    target.scrollIntoView();
  };

  /* Marks in the list of the page's parts the one that is being read, and brings it into the list's sight. */
  const followReading = () => {
    const list = document.querySelector('.ag-toc ul');
    const links = Array.from(document.querySelectorAll('.ag-toc a'));
    const linkOf = new Map(links.map((link) => [document.querySelector(link.hash).closest('section'), link]));
    const line = new IntersectionObserver((parts) => parts.forEach(({target, isIntersecting}) => {
      const link = linkOf.get(target);
      if (!isIntersecting) { link.removeAttribute('aria-current'); return; }
      link.setAttribute('aria-current', 'true');
      list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
    }), {rootMargin: '-25% 0px -75%'});
    linkOf.forEach((_, part) => line.observe(part));
  };

  page.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && !event.defaultPrevented) openTarget(decodeURIComponent(link.getAttribute('href').slice(1)));
  });
  addEventListener('hashchange', () => openTarget(address().id));
  page.querySelectorAll('.ag-scripted').forEach((part) => { part.hidden = false; });
  openStages();
  followReading();
  openTarget(address().id);
})();
