/* Finds things by a part of their name, a code, an alias or pinyin; knows nothing of the page. */
(function () {
  'use strict';

  // How well a label answers a query; a kind and a closer length decide between equals.
  const WHOLE_NAME = 100, WHOLE_ALIAS = 90, NAME_START = 80, ALIAS_START = 78, NAME_PART = 60,
    ALIAS_PART = 50; // a thing's short name starts with 施工 although its full name does not
  const PINYIN = {whole: 45, start: 40, part: 30};
  const PLACE_PART = 22, LIKENESS = 20, SHORTNESS = 5, SYLLABLE = 2;
  const SYNONYM = -4, SPELT_SYNONYM = -45; // so that what is spelt itself comes before what it stands for
  const KINDS = {item: 6, guide: 5, chain: 4, department: 3, material: 0};
  const SHOWN_PER_KIND = 6, FIRST = 3;
  const LIKELIEST = 200;     // of the things that share a pair, so many are compared by character
  const SHORTEST_PINYIN = 2; // one letter is in every name
  const SHORTEST_CODE = 3;
  const MOST_KEYS = 8;       // for which parts of the index are fetched
  const LEAST_HELD = 0.4, NEARLY = 0.7; // of what was asked; and compared with the likest thing
  const SILENT = /[^\p{L}\p{N}]+/gu;
  const RUNS = /\p{Script=Han}+|[^\p{Script=Han}]+/gu;
  const HAN = /\p{Script=Han}/u;
  const LATIN = /^[a-z0-9]+$/;

  const pairsUp = (text) => {
    const list = Array.from(text), pairs = [];
    for (let at = 0; at + 1 < list.length; at += 2) pairs.push([list[at], list[at + 1]]);
    return pairs;
  };

  /* Overlapping pairs of Han characters, the last one also alone; other runs as words. A single
     character is then the start of some token wherever it stands. */
  const tokens = (text) => [].concat(...(text.match(RUNS) || []).map((run) => {
    if (!HAN.test(run)) return [run];
    const list = Array.from(run);
    return list.map((character, at) => character + (list[at + 1] || ''));
  }));

  const questions = (text) => {
    const all = tokens(text).filter((token) => !HAN.test(token) || Array.from(token).length > 1);
    return all.length ? all : tokens(text);
  };

  const isPrefix = (token) => !HAN.test(token) || Array.from(token).length === 1;

  /* The places in `text` of the longest sequence of characters that `asked` has in that order. */
  const commonSequence = (asked, text) => {
    const rows = [new Array(text.length + 1).fill(0)];
    for (let i = 1; i <= asked.length; i += 1) {
      rows.push([0]);
      for (let j = 1; j <= text.length; j += 1) {
        rows[i].push(asked[i - 1] === text[j - 1] ? rows[i - 1][j - 1] + 1
          : Math.max(rows[i - 1][j], rows[i][j - 1]));
      }
    }
    const places = [];
    for (let i = asked.length, j = text.length; i && j;) {
      if (rows[i][j] === rows[i - 1][j]) i -= 1;
      else if (rows[i][j] === rows[i][j - 1]) j -= 1;
      else { i -= 1; j -= 1; places.push(j); }
    }
    return places;
  };

  const range = (from, length) => Array.from({length}, (_, at) => from + at);

  class Finder {
    constructor(MiniSearch) {
      this.words = {};
      this.things = [];
      this.known = new Set();
      this.parts = new Map();
      this.synonyms = [];
      this.simplified = new Map();
      this.readings = new Map();
      this.engine = new MiniSearch({
        fields: ['name', 'alias', 'place'],
        tokenize: tokens,
        processTerm: (term) => term,
        searchOptions: {tokenize: questions, prefix: isPrefix, boost: {name: 3, alias: 2}},
      });
    }

    /* Takes in one object of the list that the index scripts fill. */
    add(data) {
      Object.assign(this.words, data.words);
      this.synonyms.push(...data.synonyms || []);
      pairsUp(data.simplified || '').forEach(([from, to]) => this.simplified.set(from, to));
      const pinyin = data.pinyin || {};
      Object.keys(pinyin).forEach((syllable) => Array.from(pinyin[syllable]).forEach(
        (character) => this.readings.set(character,
          (this.readings.get(character) || new Set()).add(syllable))));
      if (data.part) this.parts.set(data.part.at, data.part);
      Object.keys(data.things).forEach((kind) => data.things[kind].forEach(
        (row) => this.addThing(kind, row, data.places)));
    }

    /* Returns the files to fetch next for what is typed; none once all is here that may answer. */
    needed(typed) {
      const keys = this.spellings(this.asked(typed)).map(([words]) => [words.join(''), ...words]);
      const all = [].concat(...keys).filter(Boolean);
      // With one slip in it, one half of a word is still right.
      const halves = all.filter((key) => HAN.test(key) && Array.from(key).length > 2).map(
        (key) => Array.from(key).slice(Array.from(key).length / 2).join(''));
      const wanted = Array.from(new Set([...all, ...halves])).slice(0, MOST_KEYS);
      return Array.from(new Set(wanted.map((key) => this.next(key)).filter(Boolean)));
    }

    /* The file to fetch next for things that have `key` in a label. */
    next(key) {
      for (let at = ''; at.length < key.length;) {
        const {leaves, nodes} = this.parts.get(at), rest = key.slice(at.length);
        const [first] = rest;
        const leaf = Object.keys(leaves).find((characters) => !characters || characters.includes(first));
        if (leaf !== undefined) return leaves[leaf];
        const further = Object.keys(nodes).find((ahead) => ahead.startsWith(first));
        if (!further) return null;
        if (!this.parts.has(at + further)) return nodes[further];
        if (!rest.startsWith(further)) return null;
        at += further;
      }
      return null;
    }

    /* How many guides have `key` in a label, where only the closest of them may be here. */
    counted(key) {
      const ahead = Array.from(this.parts.keys()).filter((at) => at.startsWith(key) && key);
      const nearest = ahead.sort((one, other) => one.length - other.length)[0];
      return nearest ? this.parts.get(nearest).count : 0;
    }

    addThing(kind, [name, url, place = 0, aliases = [], codes = [], weight = 0], places) {
      if (this.known.has(url + name)) return;
      this.known.add(url + name);
      const bare = (text) => this.bare(text);
      const thing = {
        kind, name, url, aliases, codes, place: places[place], id: this.things.length,
        prior: KINDS[kind] + weight / 2,
        bareName: bare(name), bareAliases: aliases.map(bare), bareCodes: codes.map(bare),
        barePlace: bare(places[place]),
      };
      thing.characters = [thing.bareName, ...thing.bareAliases].map((label) => Array.from(label));
      this.things.push(thing);
      this.engine.add({
        id: thing.id, name: thing.bareName, alias: thing.bareAliases.join(' '),
        place: thing.barePlace,
      });
    }

    /* One width, one case, simplified characters. */
    fold(text) {
      return Array.from(text.normalize('NFKC').toLowerCase(),
        (character) => this.simplified.get(character) || character).join('');
    }

    /* Folded, and without what nobody types: spaces, brackets, dashes. */
    bare(text) {
      return this.fold(text).replace(SILENT, '');
    }

    asked(typed) {
      return this.fold(typed).split(SILENT).filter(Boolean);
    }

    /* Returns {total, groups: [{kind, hits: [{kind, name, url, place, marked, also}]}]}: what is
       closest first, gathered by kind. */
    find(typed) {
      const asked = this.asked(typed);
      const scores = new Map();
      this.spellings(asked).forEach(([words, penalty]) => this.rank(words).forEach((score, id) => {
        scores.set(id, Math.max(score + penalty, scores.get(id) || 0));
      }));
      const order = Array.from(scores.keys(), (id) => this.things[id]).sort((one, other) =>
        scores.get(other.id) - scores.get(one.id) || one.id - other.id);
      const guides = order.filter(({kind}) => kind === 'guide').length;
      const away = Math.max(0, this.counted(asked.join('')) - guides);
      return {total: order.length + away, groups: this.groups(order, this.spellings(asked))};
    }

    /* By kind; where that would bury one of the first under many of another kind, they lead. */
    groups(order, spellings) {
      const byKind = this.byKind(order, spellings), first = order.slice(0, FIRST);
      const shown = [].concat(...byKind.map(({hits}) => hits)).slice(0, FIRST);
      const buried = first.some(({url, name}) => !shown.some((hit) => hit.url === url && hit.name === name));
      if (!buried) return byKind;
      const hits = first.map((thing) => this.hit(thing, spellings));
      return [{kind: 'closest', hits}, ...this.byKind(order.slice(FIRST), spellings)];
    }

    byKind(order, spellings) {
      const groups = new Map();
      order.forEach((thing) => {
        const hits = groups.get(thing.kind) || [];
        groups.set(thing.kind, hits);
        if (hits.length < SHOWN_PER_KIND) hits.push(this.hit(thing, spellings));
      });
      return Array.from(groups, ([kind, hits]) => ({kind, hits}));
    }

    /* What was typed, and what it stands for in the words of the offices. */
    spellings(asked) {
      if (!asked.length) return [];
      const spelt = (word, said) => {
        const found = LATIN.test(word) && this.pinyin(word, Array.from(said));
        return found && found.where === 'whole';
      };
      const meant = this.synonyms.map(([said, official]) => [
        asked.map((word) => (spelt(word, said) ? official : word.replace(said, official))),
        asked.some((word) => spelt(word, said)) ? SPELT_SYNONYM : SYNONYM,
      ]);
      return [[asked, 0], ...meant.filter(([words]) => words.join() !== asked.join())];
    }

    /* Returns the score of each thing that answers: all that hold the words; then the likest. */
    rank(words) {
      const whole = words.join('');
      const scores = new Map();
      const latin = words.some((word) => LATIN.test(word));
      const found = this.engine.search(whole);
      (latin ? this.things : found.map((result) => this.things[result.id])).forEach((thing) => {
        const score = this.closeness(thing, words);
        if (score) scores.set(thing.id, score + thing.prior);
      });
      if (!LATIN.test(whole)) this.addLikest(found, whole, scores);
      return scores;
    }

    closeness(thing, words) {
      const together = this.closest(thing, words.join(''));
      if (together || words.length === 1) return together;
      const each = words.map((word) => this.closest(thing, word));
      return each.every(Boolean) ? Math.min(...each) : 0;
    }

    closest(thing, word) {
      const at = (label, whole, start, part) => {
        if (!label.includes(word)) return 0;
        return (label === word ? whole : label.startsWith(word) ? start : part)
          + SHORTNESS * word.length / label.length;
      };
      return Math.max(
        at(thing.bareName, WHOLE_NAME, NAME_START, NAME_PART),
        at(thing.barePlace, PLACE_PART, PLACE_PART, PLACE_PART),
        ...thing.bareAliases.map((alias) => at(alias, WHOLE_ALIAS, ALIAS_START, ALIAS_PART)),
        ...thing.bareCodes.map((code) => (word.length < SHORTEST_CODE ? 0
          : at(code, WHOLE_NAME, NAME_START, ALIAS_PART))),
        ...this.spelt(thing, word));
    }

    spelt(thing, word) {
      if (!LATIN.test(word) || word.length < SHORTEST_PINYIN) return [];
      return thing.characters.map((label) => {
        const found = this.pinyin(word, label);
        if (!found) return 0;
        // Whole syllables are surer than initials: sheji is 设计 before it is 审核机.
        return PINYIN[found.where] + SHORTNESS * found.length / label.length
          + SYLLABLE * word.length / found.length;
      });
    }

    /* Where `word` spells some of the characters in `list`, each by its syllable or its first letter and the
       last one by any beginning: all of them if it can; nothing if nowhere. */
    pinyin(word, list) {
      for (let from = 0; from < list.length; from += 1) {
        const lengths = this.spelled(word, list, from);
        if (lengths.length) {
          const whole = !from && lengths.includes(list.length);
          return {
            from, length: whole ? list.length : lengths[0],
            where: whole ? 'whole' : from ? 'part' : 'start',
          };
        }
      }
      return null;
    }

    /* How many characters from `at` on `word` may spell: sh is 涉 and 涉河. */
    spelled(word, list, at) {
      const lengths = [];
      if (at === list.length) return lengths;
      for (const syllable of this.readings.get(list[at]) || [list[at]]) {
        if (syllable.startsWith(word)) lengths.push(1);
        for (const said of new Set([syllable, syllable[0]])) {
          if (word.length > said.length && word.startsWith(said)) {
            lengths.push(...this.spelled(word.slice(said.length), list, at + 1).map((n) => n + 1));
          }
        }
      }
      return lengths;
    }

    /* Things that hold most of what was asked, for a slip of one character or a word too many. */
    addLikest(found, whole, scores) {
      const near = found.length ? found.slice(0, LIKELIEST).map(({id}) => this.things[id])
        : this.ofLength(Array.from(whole).length);
      const likeness = near.map((thing) => this.likeness(thing, whole));
      const best = scores.size ? 1 : Math.max(0, ...likeness.map(({held}) => held));
      const enough = Math.max(LEAST_HELD, best * NEARLY);
      likeness.filter(({thing, held}) => held >= enough && !scores.has(thing.id)).forEach(
        ({thing, held, alike}) => scores.set(thing.id,
          LIKENESS * (held + alike) / 2 + thing.prior / 10));
    }

    /* Things with a label so long: a slip in a word of two characters leaves no pair to search by. */
    ofLength(length) {
      return this.things.filter(({characters}) => characters.some((label) => label.length === length));
    }

    /* What part of the asked characters a label holds in their order, and how alike both are. */
    likeness(thing, whole) {
      const asked = Array.from(whole);
      const compared = thing.characters.map((label) => {
        const common = commonSequence(asked, label).length;
        return {held: common / asked.length, alike: 2 * common / (asked.length + label.length)};
      });
      return Object.assign({thing}, compared.sort((one, other) =>
        other.held + other.alike - one.held - one.alike)[0]);
    }

    /* What is shown of a thing: its name and, if that does not say why, the alias or code that
       answered, both as pieces [text, whether it answered]. */
    hit(thing, spellings) {
      const marked = this.marked(thing.name, spellings);
      const labels = [['also', thing.aliases], ['code', thing.codes]];
      const other = marked.length > 1 || marked[0][1] ? [] : [].concat(...labels.map(
        ([label, texts]) => texts.map((text) => ({label, marked: this.marked(text, spellings)}))));
      return {
        kind: thing.kind, name: thing.name, url: thing.url, place: thing.place, marked,
        also: other.find((text) => text.marked.some(([, answers]) => answers)) || null,
      };
    }

    marked(text, spellings) {
      const characters = Array.from(text);
      const origins = [], letters = [];
      characters.forEach((character, at) => Array.from(this.bare(character)).forEach((letter) => {
        letters.push(letter);
        origins.push(at);
      }));
      const ways = [this.holding, this.resembling].map((way) => spellings.map(([words]) =>
        [].concat(...words.map((word) => way.call(this, letters, word)))));
      const places = [].concat(...ways).find((found) => found.length) || [];
      return this.pieces(characters, new Set(places.map((place) => origins[place])));
    }

    /* The places of the letters that are `word`, wherever it stands, or of those that it spells. */
    holding(letters, word) {
      const label = letters.join(''), length = Array.from(word).length, places = [];
      for (let at = label.indexOf(word); word && at >= 0; at = label.indexOf(word, at + word.length)) {
        places.push(...range(Array.from(label.slice(0, at)).length, length));
      }
      if (places.length) return places;
      const found = LATIN.test(word) && word.length >= SHORTEST_PINYIN && this.pinyin(word, letters);
      return found ? range(found.from, found.length) : [];
    }

    /* The places of the letters that `word` has in the same order, if it has enough of them. */
    resembling(letters, word) {
      const asked = Array.from(word), places = commonSequence(asked, letters);
      return !LATIN.test(word) && places.length >= asked.length * LEAST_HELD ? places : [];
    }

    pieces(characters, answering) {
      const pieces = [];
      characters.forEach((character, at) => {
        const last = pieces[pieces.length - 1];
        if (last && last[1] === answering.has(at)) last[0] += character;
        else pieces.push([character, answering.has(at)]);
      });
      return pieces;
    }
  }

  self.ApprovalGuidesFinder = Finder;
}());
