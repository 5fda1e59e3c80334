// Which rows are shown: a text search, a filter for each column, quick filters.
const FILTERS = { search: '', columns: new Map(), chips: new Set() };
const SELECTED = new Set();
const CHIPS = {
  domain: { title: 'In domain', needs: 'in_domain', keep: (row) => cell('in_domain', row) === true },
  clean: { title: 'No alerts', needs: 'alerts', keep: (row) => !cell('alerts', row) },
  picks: { title: 'Diverse picks', needs: 'pick', keep: (row) => cell('pick', row) !== null },
  new: { title: 'New chemistry', help: 'Similarity to every compound measured on the target’s family below 0.4', needs: 'similarity', keep: (row) => cell('similarity', row) < 0.4 },
  selected: { title: 'Selected', needs: 'rank', keep: (row) => SELECTED.has(row) },
};
const SEARCHED = ['id', 'smiles', 'nearest_known', 'nearest_known_effect', 'direction', 'alerts', 'inchikey', 'salts'].filter((key) => key in TABLE);
const TEXTS = ROWS.map((row) => SEARCHED.map((key) => cell(key, row) || '').join('\n').toLowerCase());

// A bare number is a least value, but a greatest one for a potency: those columns are liabilities.
const usualBound = (column) => (column.kind === 'potency' ? '<=' : '>=');

// A test for `>5`, `<= 0.3`, `250-450`, `7`; null where the text is none of these.
function numberTest(text, usual) {
  const typed = text.replace(/\s/g, '').replace(/−/g, '-').replace(',', '.');
  const range = typed.match(/^(-?[\d.]+)(?:-|\.\.|–)(-?[\d.]+)$/);
  if (range) return (value) => value >= Number(range[1]) && value <= Number(range[2]);
  const bound = typed.match(/^(>=|<=|>|<|=|≥|≤)?(-?\d*\.?\d+)$/);
  if (!bound) return null;
  const limit = Number(bound[2]);
  const tests = {
    '>': (value) => value > limit, '<': (value) => value < limit, '=': (value) => value === limit,
    '>=': (value) => value >= limit, '≥': (value) => value >= limit, '<=': (value) => value <= limit, '≤': (value) => value <= limit,
  };
  return tests[bound[1] || usual];
}

function columnTest(column, typed) {
  if (NUMERIC.has(column.kind)) {
    const test = numberTest(typed, usualBound(column));
    return test && ((row) => cell(column.key, row) !== null && test(cell(column.key, row)));
  }
  const sought = typed.toLowerCase();
  if (column.kind === 'mark') return (row) => String(cell(column.key, row) ? 'yes' : 'no').startsWith(sought);
  if (column.kind === 'alerts' && sought === 'none') return (row) => !cell(column.key, row);
  const also = column.kind === 'nearest' ? 'nearest_known_effect' : column.key;
  return (row) => `${cell(column.key, row) || ''}\n${cell(also, row) || ''}`.toLowerCase().includes(sought);
}

function filtered() {
  const words = FILTERS.search.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = [...FILTERS.columns.values()].filter(Boolean);
  const chips = [...FILTERS.chips].map((name) => CHIPS[name].keep);
  return ROWS.filter((row) => words.every((word) => TEXTS[row].includes(word))
    && tests.every((test) => test(row)) && chips.every((keep) => keep(row)));
}

function isFiltered() {
  return Boolean(FILTERS.search || FILTERS.chips.size || FILTERS.columns.size);
}

function buildChips(changed) {
  for (const [name, chip] of Object.entries(CHIPS).filter(([, one]) => one.needs in TABLE)) {
    const button = element('button', { type: 'button', className: 'chip', title: chip.help || '', 'aria-pressed': 'false' }, chip.title);
    button.addEventListener('click', () => {
      if (!FILTERS.chips.delete(name)) FILTERS.chips.add(name);
      button.setAttribute('aria-pressed', FILTERS.chips.has(name));
      changed();
    });
    byId('chips').append(button);
  }
}

function clearFilters() {
  FILTERS.search = byId('search').value = '';
  FILTERS.columns.clear();
  FILTERS.chips.clear();
  document.querySelectorAll('.chip').forEach((chip) => chip.setAttribute('aria-pressed', 'false'));
  document.querySelectorAll('thead input').forEach((input) => { input.value = ''; input.removeAttribute('aria-invalid'); });
}
