/* Makes each <form data-search> a search over the things of the site. Without this script the form
   leads wherever its action says. Loads the index only when somebody means to search.

   data-search-index  the first index script, relative to the root of the site; the others lie beside it
   data-search-root   the way from the page to that root, such as ../../ (here: ./) */
(function () {
  'use strict';

  const here = document.currentScript.src.replace(/[^/]*$/, '');
  const PAUSE = 400; // milliseconds of quiet before a screen reader is told how many were found
  let finder = null;
  let loading = null;
  let searches = [];
  const fetched = new Map();

  const load = (address) => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.async = false; // run in this order: the first index file brings the words
    script.onload = resolve;
    script.onerror = reject;
    document.head.appendChild(script);
  });

  const rootOf = (form) => form.dataset.searchRoot || './';

  const startEngine = () => Promise.all(
    ['minisearch.min.js', 'finder.js'].map((name) => load(here + name)),
  ).then(() => { finder = new self.ApprovalGuidesFinder(self.MiniSearch); });

  const takeIn = () => {
    self.approvalGuidesThings.splice(0).forEach((data) => finder.add(data));
    searches.filter(({active}) => active < 0).forEach((search) => search.show());
  };

  const indexOf = (form) => rootOf(form) + form.dataset.searchIndex;

  /* Loads the engine and the index of what all searches share. What failed is tried again. */
  const prepare = (form) => {
    loading = loading || startEngine().then(() => load(indexOf(form))).then(takeIn)
      .catch((failure) => { loading = null; throw failure; });
    return loading;
  };

  /* Fetches the parts of the index that may answer what is typed, each once. */
  const fetchFor = (form, typed, before) => prepare(form).then(() => {
    const folder = indexOf(form).replace(/[^/]*$/, ''), files = finder.needed(typed);
    if (files.join() === (before || '')) return undefined;
    files.filter((file) => !fetched.has(file)).forEach((file) => fetched.set(file,
      load(folder + file).then(takeIn).catch((failure) => { fetched.delete(file); throw failure; })));
    return Promise.all(files.map((file) => fetched.get(file)))
      .then(() => fetchFor(form, typed, files.join()));
  });

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    Object.keys(attributes).forEach((key) => made.setAttribute(key, attributes[key]));
    made.append(...children);
    return made;
  };

  const filled = (sentence, values) => Object.keys(values).reduce(
    (text, key) => text.split('{' + key + '}').join(values[key]), sentence || '');

  /* On a page in another language a Chinese text says that it is one. */
  const HAN = /\p{Script=Han}/u;
  const foreign = !/^zh/.test(document.documentElement.lang);
  const spoken = (made) => {
    if (foreign && HAN.test(made.textContent)) made.lang = 'zh-CN';
    return made;
  };

  const withMarks = (pieces) => pieces.map(([text, answers]) => (
    answers ? element('mark', {}, text) : text));

  class Search {
    constructor(form, number) {
      this.form = form;
      this.id = 'ag-search-' + number;
      this.input = form.querySelector('input[type=search], input[type=text], input:not([type])');
      this.panel = element('div', {class: 'ag-search-panel', hidden: ''},
        element('div', {id: this.id, role: 'listbox'})); // what the field says it controls
      this.status = element('p', {class: 'ag-search-status', role: 'status'});
      this.active = -1;
      this.options = [];
      this.fetching = 0;
      form.append(this.panel, this.status);
      this.prepareInput();
      this.listen();
    }

    prepareInput() {
      const attributes = {
        role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
        'aria-controls': this.id, 'aria-haspopup': 'listbox', autocomplete: 'off',
        autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search',
      };
      Object.keys(attributes).forEach((key) => this.input.setAttribute(key, attributes[key]));
    }

    listen() {
      const on = (target, name, act) => target.addEventListener(name, act);
      on(this.input, 'focus', () => this.begin());
      on(this.input, 'input', (event) => event.isComposing || this.show());
      on(this.input, 'compositionend', () => this.show());
      on(this.input, 'keydown', (event) => this.key(event));
      on(this.form, 'submit', (event) => this.submit(event));
      const leave = (event) => this.form.contains(event.target) || this.close();
      on(document, 'pointerdown', leave);
      on(document, 'focusin', leave);
      if (document.activeElement === this.input) this.begin();
    }

    begin() {
      prepare(this.form).catch(() => { /* without an index the form leads to its action */ });
      this.show();
    }

    show() {
      const typed = this.input.value;
      if (!finder || !typed.trim() || !this.form.contains(document.activeElement)) {
        this.close();
        return;
      }
      this.fetch(typed);
      const {total, groups} = finder.find(typed);
      this.draw(groups);
      const said = this.says(typed, total, this.options.length);
      this.panel.prepend(...said.map((text) => element(
        'p', {class: 'ag-search-said', 'aria-hidden': 'true'}, text)));
      this.panel.hidden = false;
      this.input.setAttribute('aria-expanded', String(total > 0));
      this.announce(said.join(' '));
    }

    /* Fetches what may answer; until it is here, the panel says that its list may still change. */
    fetch(typed) {
      const busy = (change) => {
        this.fetching += change;
        this.panel.setAttribute('aria-busy', String(this.fetching > 0));
      };
      busy(1);
      fetchFor(this.form, typed).catch(() => { /* what is here still answers */ })
        .then(() => busy(-1));
    }

    says(query, count, shown) {
      const words = finder.words;
      if (!count) return [filled(words.none, {query}), words.hint];
      return [filled(count > shown ? words.found_more : words.found, {count, shown})];
    }

    announce(text) {
      clearTimeout(this.later);
      this.later = setTimeout(() => { this.status.textContent = text; }, PAUSE);
    }

    draw(groups) {
      const list = element('div', {
        id: this.id, role: 'listbox', 'aria-label': finder.words.results, class: 'ag-search-list',
      });
      list.append(...groups.map((group, at) => this.group(group, this.id + '-group-' + at)));
      this.panel.textContent = '';
      this.panel.append(list);
      this.options = Array.from(list.querySelectorAll('[role=option]'));
      this.options.forEach((option, at) => { option.id = this.id + '-' + at; });
      this.activate(-1);
    }

    group({kind, hits}, id) {
      return element('div', {role: 'group', 'aria-labelledby': id},
        element('p', {id, class: 'ag-search-kind', role: 'presentation'}, finder.words[kind]),
        ...hits.map((hit) => this.option(hit, kind)));
    }

    option(hit, group) {
      const kind = group === hit.kind ? [] : [finder.words[hit.kind]];
      const place = hit.place && spoken(element('span', {}, hit.place));
      const about = kind.concat(place || []).reduce((all, part) => all.concat(all.length ? ' · ' : [], part), []);
      if (hit.also) {
        if (about.length) about.push(' · ');
        about.push(finder.words[hit.also.label] + ' ', spoken(element('span', {}, ...withMarks(hit.also.marked))));
      }
      return element('a', {
        role: 'option', href: rootOf(this.form) + hit.url, tabindex: '-1',
        'aria-selected': 'false', class: 'ag-search-hit',
      },
      spoken(element('span', {class: 'ag-search-name'}, ...withMarks(hit.marked))),
      element('span', {class: 'ag-search-place'}, ...about));
    }

    activate(at) {
      const old = this.options[this.active];
      if (old) old.setAttribute('aria-selected', 'false');
      this.active = at;
      const option = this.options[at];
      if (!option) {
        this.input.removeAttribute('aria-activedescendant');
        return;
      }
      option.setAttribute('aria-selected', 'true');
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({block: 'nearest'});
    }

    key(event) {
      if (event.isComposing || event.keyCode === 229) return; // an input method has the keyboard
      const count = this.options.length;
      const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
      if (step && count && !this.panel.hidden) {
        event.preventDefault();
        // One place more than options: on it nothing is chosen, and the text can be changed.
        this.activate((this.active + 1 + step + count + 1) % (count + 1) - 1);
      } else if (step) {
        this.show();
      } else if (event.key === 'Escape') {
        if (this.panel.hidden) this.input.value = '';
        event.preventDefault();
        this.close();
      }
    }

    submit(event) {
      const option = this.options[Math.max(this.active, 0)];
      if (this.panel.hidden) return;
      event.preventDefault();
      if (option) option.click();
    }

    close() {
      clearTimeout(this.later);
      this.panel.hidden = true;
      this.status.textContent = '';
      this.input.setAttribute('aria-expanded', 'false');
      this.activate(-1);
    }
  }

  const start = () => {
    searches = Array.from(document.querySelectorAll('form[data-search]'),
      (form, number) => new Search(form, number));
    // For other scripts and for tests: what would be shown for a query, once all is loaded.
    self.approvalGuidesSearch = {
      find: (query) => (searches.length ? fetchFor(searches[0].form, query) : Promise.reject())
        .then(() => finder.find(query)),
    };
  };

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}());
