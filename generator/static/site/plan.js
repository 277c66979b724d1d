/* The dates of a package from another start. Knows no rule about time: it repeats what the generator
   wrote down (generator/recipe.py), with the generator's working days. Knows nothing of the page. */
(function () {
  'use strict';

  const DAY = 864e5; // milliseconds; days are whole numbers of UTC days, so no clock changes count
  const SATURDAY = 6, SUNDAY = 0;
  const LATEST = 0, EARLIEST = 1, END = 2;

  const numberOf = (text) => Date.parse(text) / DAY;
  const textOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const yearOf = (day) => new Date(day * DAY).getUTCFullYear();

  /* The working days of the calendar, in order. */
  const workingDays = ({first, turned}) => {
    const days = [];
    turned.forEach((places, offset) => {
      const january = Date.UTC(first + offset, 0, 1) / DAY;
      const next = Date.UTC(first + offset + 1, 0, 1) / DAY;
      const other = new Set(places);
      for (let day = january; day < next; day += 1) {
        const weekday = new Date(day * DAY).getUTCDay();
        const rests = weekday === SATURDAY || weekday === SUNDAY;
        if (rests === other.has(day - january)) days.push(day);
      }
    });
    return days;
  };

  /* Counts working days from a start, which is day 0 even when it is a day of rest. */
  class Axis {
    constructor(working, start) {
      this.working = working;
      this.start = start;
      this.zero = this.through(start);
      this.first = working[this.zero - 1] === start ? 0 : 1;
    }

    /* How many working days there are up to and with a day. */
    through(day) {
      let low = 0, high = this.working.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.working[middle] <= day) low = middle + 1; else high = middle;
      }
      return low;
    }

    day(number) {
      const day = number ? this.working[this.zero + number - 1] : this.start;
      if (day === undefined) throw new RangeError('the calendar ends here');
      return day;
    }

    number(day) {
      return this.through(day) - this.zero;
    }

    /* The number of a day, or of the next working day when it is a day of rest. */
    rolled(day) {
      const through = this.through(day);
      return through - this.zero + (this.working[through - 1] === day ? 0 : 1);
    }
  }

  class Plan {
    constructor(calendar, recipe) {
      this.working = workingDays(calendar);
      this.first = calendar.first;
      this.announced = calendar.announced;
      this.recipe = recipe;
    }

    /* Everything that follows from a start, given as YYYY-MM-DD. RangeError: beyond the calendar. */
    from(text) {
      const start = numberOf(text);
      if (Number.isNaN(start) || textOf(start) !== text) throw new RangeError('this is no day');
      if (yearOf(start) < this.first) throw new RangeError('the calendar begins later');
      const axis = new Axis(this.working, start);
      const came = [0, axis.first];
      const at = (list, place) => came[list[place]] + list[place + 1];
      this.recipe.steps.forEach((step) => came.push(this.done(step, at, axis)));

      const end = at(this.recipe.end, 0);
      const isEstimated = (number) => yearOf(axis.day(number)) > this.announced;
      const items = this.recipe.items.map(([id, days, preparation, procedures]) => {
        const [received, accepted, limitEnd, due, latest, acceptanceRests] =
          [0, 2, 4, 6, 8, 10].map((place) => at(days, place));
        const span = (ends) => ends && [axis.day(at(ends, 0)), axis.day(at(ends, 2))].map(textOf);
        return {
          id,
          numbers: {accepted, limitEnd, due, latest,
                    preparation: preparation && [at(preparation, 0), at(preparation, 2)],
                    procedures: procedures && [at(procedures, 0), at(procedures, 2)]},
          received: textOf(axis.day(received)),
          accepted: textOf(axis.day(accepted)),
          limitEnd: textOf(axis.day(limitEnd)),
          due: textOf(axis.day(due)),
          latest: textOf(axis.day(latest)),
          slack: latest - due,
          preparation: span(preparation),
          procedures: span(procedures),
          acceptanceEstimated: isEstimated(acceptanceRests),
          estimated: isEstimated(due),
          after: (number) => textOf(axis.day(Math.min(accepted + number, due))),
        };
      });
      this.markCritical(items, at, end);
      return {
        start: text, items, axis,
        end: textOf(axis.day(end)),
        elapsed: end,
        elapsedCalendar: axis.day(end) - start,
        estimated: isEstimated(end),
      };
    }

    done(step, at, axis) {
      if (step[0] === LATEST || step[0] === EARLIEST) {
        const days = [];
        for (let place = 1; place < step.length; place += 2) days.push(at(step, place));
        return Math[step[0] === LATEST ? 'max' : 'min'](...days);
      }
      const day = axis.day(at(step, 1));
      return step[0] === END ? axis.rolled(day + step[3]) : axis.number(day - step[3]);
    }

    /* Follows back from the end what held each item up. */
    markCritical(items, at, end) {
      const found = new Set();
      for (let place = items.length - 1; place >= 0; place -= 1) {
        const {id, numbers} = items[place];
        const holds = this.recipe.items[place][4].filter(
          ([, ...pairs]) => pairs.every((pair) => at(pair, 0) === at(pair, 2)),
        );
        items[place].heldUpBy = new Set(holds.map(([holder]) => items[holder].id));
        items[place].critical = found.has(id) || numbers.due === end;
        if (items[place].critical) items[place].heldUpBy.forEach((holder) => found.add(holder));
      }
    }
  }

  self.ApprovalGuidesPlan = Plan;
  Plan.numberOf = numberOf;
  Plan.textOf = textOf;
})();
