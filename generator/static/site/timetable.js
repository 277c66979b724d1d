/* The owner's own start: every date of the page counted anew, the timetable drawn anew. The day is
   kept on the device and stands in the address. What the page said at first can be had back. */
(function () {
  'use strict';

  const {page, data, kept, say, save, print, address} = self.ApprovalGuides;
  const Plan = self.ApprovalGuidesPlan;
  const SVG = 'http://www.w3.org/2000/svg';
  const KEY = `approval-guides/${data.id}/start`;
  const WEEKLY_UP_TO = 70; // as in generator/diagrams.py
  const form = page.querySelector('.ag-own');
  const field = form.querySelector('input');
  const reset = form.querySelector('button');
  const problem = form.querySelector('.ag-problem');
  const plan = new Plan(data.calendar, data.recipe);
  const atFirst = new Map();

  const parts = (text) => {
    const [year, month, day] = text.split('-').map(Number);
    return {year, month, day, month_name: say(`month.${month}`), weekday: say(`weekday.${(new Date(`${text}T00:00Z`).getUTCDay() + 6) % 7}`)};
  };
  const full = (text) => say('day.full', parts(text));
  const short = (text) => say('day.short', parts(text));

  /* A day or a figure with what has to be said of it. */
  const marked = (table, name, told, marks) => Object.keys(marks).reduce(
    (said, mark) => (marks[mark] ? say(`${table}.${mark}`, {[name]: said}) : said), told,
  );
  const markedDay = (day, estimated, atLeast, form_of) =>
    marked('day', 'day', (form_of || short)(day), {estimated, at_least: atLeast});
  const figure = (unit, days, estimated) => marked('figure', 'figure', say(`figure.${unit}`, {days}), {
    estimated, undecided: data.elapsed.undecided, at_least: data.elapsed.at_least,
  });

  /* Puts words in the place of those that the page had. */
  const put = (element, text) => {
    if (!element) return;
    if (!atFirst.has(element)) atFirst.set(element, Array.from(element.childNodes));
    element.textContent = text;
  };
  const within = (element, what) => element && element.querySelector(`[data-own="${what}"]`);

  const tellItem = (item, [acceptedAtLeast, dueAtLeast], made) => {
    const accepted = markedDay(item.accepted, item.acceptanceEstimated, acceptedAtLeast);
    const due = markedDay(item.due, item.estimated, dueAtLeast);
    const latest = markedDay(item.latest, made.estimated, data.elapsed.at_least);
    const days = say('figure.days', {days: item.slack});
    const whole = document.getElementById(item.id);
    put(within(whole, 'due_by'), say(dueAtLeast ? 'guide.done_from' : 'guide.due_by', {day: due}));
    put(within(whole, 'preparing'), item.preparation && item.preparation.map(short).join(' – '));
    put(within(whole, 'accepted'), accepted);
    put(within(whole, 'limit_end'), markedDay(item.limitEnd, item.estimated, dueAtLeast));
    put(within(whole, 'due'), due);
    put(within(whole, 'slack'), item.slack ? say('item.slack_how', {days: item.slack, latest}) : say('item.slack_none'));
    const row = page.querySelector(`.ag-timetable tr[data-item="${item.id}"]`);
    put(within(row, 'accepted'), accepted);
    put(within(row, 'due'), due);
    put(within(row, 'slack_short'), item.critical ? `${days} · ${say('guide.critical')}` : days);
  };

  const tellMaterials = (items) => Object.entries(data.until).forEach(([anchor, asked]) => {
    const days = asked.map(([id, days_after]) => items.get(id).after(days_after)).sort();
    const line = document.getElementById(`_m-${anchor}`);
    put(within(line, 'until'), say('material.deferred_until', {day: short(days[0])}));
  });

  const tell = (made) => {
    const end = markedDay(made.end, made.estimated, data.elapsed.at_least, full);
    const told = say(data.published ? 'own.published' : 'own.told', {start: full(made.start), end});
    const elapsed = data.published ? '' : ` ${say('guide.elapsed', {working: figure('days', made.elapsed, made.estimated)})}${
      say('guide.elapsed_calendar', {days: figure('calendar_days', made.elapsedCalendar, made.estimated)})}`;
    put(within(page, 'told'), told + elapsed);
    put(within(page, 'note'), say('own.note', {start: full(made.start)}));
    within(page, 'estimated').hidden = !made.estimated;
    made.items.forEach((item, place) => tellItem(item, data.at_least[place], made));
    tellMaterials(new Map(made.items.map((item) => [item.id, item])));
  };

  /* Drawing. */
  const node = (name, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text) made.textContent = text;
    return made;
  };

  const marks = (made) => {
    const [first, last] = [made.start, made.end].map(Plan.numberOf);
    const weekly = made.elapsed <= WEEKLY_UP_TO;
    const found = [];
    for (let day = first; day <= last; day += 1) {
      const text = Plan.textOf(day);
      const isMarked = weekly ? new Date(`${text}T00:00Z`).getUTCDay() === 1 : text.endsWith('-01');
      if (day === first || isMarked) {
        found.push({at: made.axis.number(day), text: say(weekly ? 'day.axis' : 'day.axis_month', parts(text))});
      }
    }
    return found;
  };

  class Ruler {
    constructor(drawing, made) {
      const all = made.items.map(({numbers}) => numbers);
      this.drawing = drawing;
      this.width = drawing.viewBox.baseVal.width;
      this.height = drawing.viewBox.baseVal.height;
      [this.labels, this.size, this.note] =
        ['labels', 'size', 'note'].map((name) => parseFloat(drawing.dataset[name]));
      const end = Math.max(1, ...all.map(({latest, limitEnd}) => Math.max(latest, limitEnd)));
      this.unit = (this.width - this.labels - this.size) / end;
    }

    x(day) {
      return this.labels + day * this.unit;
    }

    grid(ticks) {
      this.drawing.querySelectorAll('.tick, .tick-word, .today').forEach((old) => old.remove());
      const title = this.drawing.querySelector('title');
      let free = 0;
      ticks.forEach(({at, text}) => {
        const x = this.x(at);
        title.after(node('line', {class: 'tick', x1: x, x2: x, y1: this.size * 1.6, y2: this.height - this.size * 0.3}));
        const word = node('text', {class: 'tick-word', x, y: this.size * 1.2, 'font-size': this.note}, text);
        this.drawing.append(word);
        const width = word.getComputedTextLength() || text.length * this.note;
        if (x >= free && x + width <= this.width) free = x + width + this.size * 0.8;
        else word.remove();
      });
    }

    row(row, numbers, isCritical) {
      const label = row.querySelector('text');
      const isUnknown = row.querySelector('.unknown') !== null;
      const y = parseFloat(label.getAttribute('y')) - this.size * 0.8, height = this.size * 0.95;
      row.querySelectorAll(':not(text)').forEach((old) => old.remove());
      row.classList.toggle('critical', isCritical);
      const {preparation, procedures, accepted, limitEnd, latest} = numbers;
      const bar = (kind, [from, to], top, high) => row.append(node('rect', {
        class: kind, x: this.x(from), y: top, width: Math.max((to - from) * this.unit, 1), height: high, rx: high * 0.15,
      }));
      const finish = procedures ? procedures[1] : limitEnd;
      if (latest > finish) {
        row.append(node('line', {class: 'slack', x1: this.x(finish), x2: this.x(latest), y1: y + height / 2, y2: y + height / 2}));
      }
      if (preparation) {
        bar('preparation', preparation, y + height * 0.2, height * 0.6);
        this.hatching(row, preparation, y + height * 0.2, height * 0.6);
      }
      if (procedures) bar('procedures', procedures, y + height * 0.1, height * 0.8);
      if (limitEnd > accepted) {
        bar('limit', [accepted, limitEnd], y, height);
      } else {
        const half = height / 2;
        const way = `M${this.x(accepted)} ${y}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`;
        row.append(node('path', {class: isUnknown ? 'unknown' : 'limit', d: way}));
      }
    }

    hatching(row, [from, to], y, height) {
      let way = '';
      for (let x = this.x(from); x + height <= this.x(to); x += this.size * 0.4) {
        way += `M${x.toFixed(2)} ${y + height}l${height} ${-height}`;
      }
      if (way) row.append(node('path', {class: 'hatching', d: way}));
    }
  }

  const draw = (made) => page.querySelectorAll('.ag-time').forEach((drawing) => {
    if (!atFirst.has(drawing)) atFirst.set(drawing, Array.from(drawing.cloneNode(true).childNodes));
    const ruler = new Ruler(drawing, made);
    ruler.grid(marks(made));
    made.items.forEach(({id, numbers, critical}) => {
      const link = drawing.querySelector(`a[href="#${id}"]`);
      if (link) ruler.row(link.querySelector('.row'), numbers, critical);
    });
  });

  /* What hangs on the dates in the flow and in the list of items. */
  const markCritical = (critical) => {
    page.querySelectorAll('.ag-flow a').forEach((link) => {
      link.querySelector('.box').classList.toggle('critical', critical(link.getAttribute('href').slice(1)));
    });
    page.querySelectorAll('.ag-flow .line').forEach((line) => {
      line.classList.toggle('critical', critical(line.dataset.from, line.dataset.to));
    });
  };
  const firstCritical = new Set(Array.from(page.querySelectorAll('.ag-flow .line.critical'), (line) => `${line.dataset.from} ${line.dataset.to}`));
  const firstBoxes = new Set(Array.from(page.querySelectorAll('.ag-flow .box.critical'), (box) => box.closest('a').getAttribute('href').slice(1)));

  const putBack = () => {
    atFirst.forEach((before, element) => element.replaceChildren(...before.map((old) => (
      element instanceof SVGElement ? old.cloneNode(true) : old))));
    within(page, 'estimated').hidden = isEstimatedAtFirst;
    markCritical((from, to) => (to === undefined ? firstBoxes.has(from) : firstCritical.has(`${from} ${to}`)));
  };
  const isEstimatedAtFirst = within(page, 'estimated').hidden;

  /* Keeps the day in the address beside the element that it names; from a folder that may fail. */
  const nameInAddress = (start) => {
    const {id} = address();
    const hash = [id, start && `start=${start}`].filter(Boolean).join('&');
    try {
      history.replaceState(history.state, '', hash ? `#${hash}` : location.pathname + location.search);
    } catch (_) {
      // The day holds all the same; it is only not in the address.
    }
  };

  const keep = (start) => {
    if (!kept) return;
    if (start) kept.setItem(KEY, start);
    else kept.removeItem(KEY);
  };

  const showOwn = (isOwn) => {
    page.classList.toggle('ag-is-own', isOwn);
    page.querySelector('.ag-own-note').hidden = !isOwn;
  };

  /* Counts from a day, or with "" shows the page as it was. */
  const begin = (start) => {
    problem.textContent = '';
    putBack();
    reset.hidden = !start;
    showOwn(Boolean(start));
    if (!start) return true;
    try {
      const made = plan.from(start);
      tell(made);
      draw(made);
      const by_id = new Map(made.items.map((item) => [item.id, item]));
      markCritical((from, to) => by_id.has(from) && by_id.get(from).critical
        && (to === undefined || (by_id.get(to).critical && by_id.get(to).heldUpBy.has(from))));
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      putBack();
      const {first, turned} = data.calendar;
      problem.textContent = say('own.beyond', {first, last: first + turned.length - 1});
      showOwn(false);
      return false;
    }
  };

  const choose = (start) => {
    const holds = begin(start) ? start : '';
    keep(holds);
    nameInAddress(holds);
    return holds;
  };

  field.addEventListener('change', () => choose(field.value));
  form.addEventListener('reset', () => { choose(''); field.focus(); });
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', () => {
    const {start} = address();
    if (start && start !== field.value) field.value = choose(start);
  });

  const table = page.querySelector('.ag-timetable table');
  const cells = (row) => Array.from(row.cells, (cell) => cell.textContent.trim());
  page.querySelector('[data-do="save-days"]').addEventListener('click', () => {
    save(say('own.file'), Array.from(table.rows, cells));
  });
  page.querySelector('[data-do="print-days"]').addEventListener('click', () => print('days'));

  const start = address().start || (kept && kept.getItem(KEY));
  if (start) field.value = choose(start);
})();
