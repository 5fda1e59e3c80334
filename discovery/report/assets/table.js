// The list as a table or as cards, sorted, filtered, with rows to select.
const VIEW = { kind: 'table', key: 'rank', up: true, columns: new Set(COLUMNS.filter((column) => column.shown).map((column) => column.key)) };
const shownColumns = () => COLUMNS.filter((column) => VIEW.columns.has(column.key));
const NODES = { rows: new Map(), cards: new Map(), shown: [] };

function draw() {
  NODES.rows.clear();
  const list = byId('list');
  list.className = VIEW.kind;
  if (VIEW.kind === 'cards') list.replaceChildren(element('ol', { id: 'rows', className: 'grid' }));
  else list.replaceChildren(element('table', {}, head(), element('tbody', { id: 'rows' })));
  refresh();
}

// Rows are made once and then only moved, so that sorting 500 of them takes no time.
function refresh() {
  const column = COLUMNS.find((one) => one.key === VIEW.key);
  NODES.shown = filtered().sort(compare(column, VIEW.up));
  const [made, make] = VIEW.kind === 'cards' ? [NODES.cards, card] : [NODES.rows, tableRow];
  byId('rows').replaceChildren(...NODES.shown.map((row) => {
    if (!made.has(row)) made.set(row, make(row));
    return made.get(row);
  }));
  if (!NODES.shown.length) byId('rows').append(nothing());
  markSorted();
  markSelected();
}

function nothing() {
  const text = 'No candidate passes these filters.';
  if (VIEW.kind === 'cards') return element('li', { className: 'nothing' }, text);
  return element('tr', {}, element('td', { className: 'nothing', colSpan: shownColumns().length + 1 }, text));
}

function head() {
  const titles = element('tr', {}, element('th', { className: 'tick', scope: 'col' }, selectAll()));
  const filters = element('tr', { className: 'filters' }, element('td', { className: 'tick' }));
  for (const column of shownColumns()) {
    const button = element('button', { type: 'button', title: column.help }, column.title, element('i', { 'aria-hidden': 'true' }));
    button.addEventListener('click', () => sortBy(column));
    const title = element('th', { scope: 'col', className: `k-${column.kind}` }, button);
    title.dataset.key = column.key;
    titles.append(title);
    filters.append(element('td', { className: `k-${column.kind}` }, filterField(column)));
  }
  return element('thead', {}, titles, filters);
}

function filterField(column) {
  const numeric = NUMERIC.has(column.kind);
  const field = element('input', { type: 'text', placeholder: numeric ? usualBound(column).replace('<=', '≤').replace('>=', '≥') : 'contains', 'aria-label': `Filter ${column.title}`, value: FILTERS.columns.get(column.key)?.typed || '' });
  field.addEventListener('input', () => {
    const typed = field.value.trim();
    const test = typed ? columnTest(column, typed) : null;
    if (test) FILTERS.columns.set(column.key, Object.assign(test, { typed }));
    else FILTERS.columns.delete(column.key);
    field.toggleAttribute('aria-invalid', Boolean(typed) && !test);
    refresh();
  });
  return field;
}

function sortBy(column) {
  const downFirst = ['score', 'probability', 'estimate', 'interval', 'chance', 'potency'].includes(column.kind);
  VIEW.up = VIEW.key === column.key ? !VIEW.up : !downFirst;
  VIEW.key = column.key;
  refresh();
}

function markSorted() {
  document.querySelectorAll('th[data-key]').forEach((title) => {
    if (title.dataset.key === VIEW.key) title.setAttribute('aria-sort', VIEW.up ? 'ascending' : 'descending');
    else title.removeAttribute('aria-sort');
  });
  byId('order').value = VIEW.key;
}

function tick(row) {
  const box = element('input', { type: 'checkbox', checked: SELECTED.has(row), 'aria-label': `Select ${cell('id', row)}` });
  box.addEventListener('change', () => { select(row, box.checked); afterSelecting(); });
  return box;
}

function select(row, wanted) {
  if (wanted) SELECTED.add(row);
  else SELECTED.delete(row);
}

function afterSelecting() {
  if (FILTERS.chips.has('selected')) refresh();
  else markSelected();
}

function selectAll() {
  const box = element('input', { type: 'checkbox', id: 'all', 'aria-label': 'Select all shown' });
  box.addEventListener('change', () => { NODES.shown.forEach((row) => select(row, box.checked)); afterSelecting(); });
  return box;
}

function tableRow(row) {
  const cells = shownColumns().map((column) => element('td', { className: `k-${column.kind}` }, ...content(column, row)));
  return openable(element('tr', {}, element('td', { className: 'tick' }, tick(row)), ...cells), row);
}

function content(column, row) {
  return column.key === 'id' ? [nameButton(row)] : CELLS[column.kind](column, row);
}

// A button, so that a keyboard reaches the details too.
function nameButton(row) {
  return element('button', { type: 'button', className: 'name' }, cell('id', row) || '–');
}

function card(row) {
  const facts = ['similarity', 'mol_weight', 'logp'].map((key) => COLUMNS.find((column) => column.key === key)).filter(Boolean);
  const line = facts.map((column) => `${column.title} ${fixed(cell(column.key, row), column.digits)}`).join(' · ');
  return openable(element('li', { className: 'card' },
    element('div', { className: 'cardhead' }, tick(row), element('b', {}, `${cell('rank', row)}`), nameButton(row), ...CELLS.pick({ key: 'pick' }, row)),
    picture(DATA.drawing[row], cell('smiles', row)),
    element('div', { className: 'cardline' }, element('span', {}, `Score ${fixed(cell('score', row), 3)}`), breakdown(row)),
    wantedLine(row),
    element('div', { className: 'quiet' }, line),
    element('div', { className: 'quiet' }, `Nearest: ${cell('nearest_known', row) || '–'}`),
    element('div', { className: 'cardmarks' }, cell('in_domain', row) === false ? element('span', { className: 'no' }, '✕ outside domain ') : '', ...(cell('alerts', row) ? alertList(cell('alerts', row)) : [])),
  ), row);
}

function wantedLine(row) {
  const wanted = COLUMNS.find((column) => column.key === DATA.wanted);
  if (!wanted || cell(wanted.key, row) === null) return '';
  return element('div', { className: 'cardline' }, element('span', {}, `${wanted.title} `, ...estimate(wanted, row)), wanted.kind === 'probability' ? gauge(cell(wanted.key, row), cell(`${wanted.key}.spread`, row)) : '');
}

function openable(node, row) {
  node.dataset.row = row;
  node.addEventListener('click', (event) => {
    if (!event.target.closest('input, a') && !String(getSelection())) openDetail(row);
  });
  return node;
}

function markSelected() {
  document.querySelectorAll('#rows > [data-row]').forEach((node) => {
    const row = Number(node.dataset.row);
    node.classList.toggle('selected', SELECTED.has(row));
    node.classList.toggle('open', row === DETAIL.row);
    node.querySelector('input').checked = SELECTED.has(row);
  });
  const [total, shown] = [ROWS.length.toLocaleString('en'), NODES.shown.length.toLocaleString('en')];
  const chosen = SELECTED.size ? `, ${SELECTED.size} selected` : '';
  byId('shown').textContent = (shown === total ? total : `${shown} of ${total}`) + chosen;
  byId('clear').hidden = !isFiltered();
  byId('export').textContent = SELECTED.size ? `Export ${SELECTED.size} selected` : `Export ${shown} shown`;
  if (byId('all')) byId('all').checked = NODES.shown.length > 0 && NODES.shown.every((row) => SELECTED.has(row));
}
