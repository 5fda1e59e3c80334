// Everything is in place: connect the controls and draw.
function setView(kind) {
  VIEW.kind = kind;
  byId('as-table').setAttribute('aria-pressed', kind === 'table');
  byId('as-cards').setAttribute('aria-pressed', kind === 'cards');
  byId('order-label').hidden = kind === 'table';
  draw();
}

function buildChooser() {
  for (const column of COLUMNS) {
    const box = element('input', { type: 'checkbox', checked: column.shown });
    box.addEventListener('change', () => {
      if (box.checked) VIEW.columns.add(column.key);
      else VIEW.columns.delete(column.key);
      draw();
    });
    byId('chooser').append(element('label', { title: column.help }, box, ` ${column.title}`));
  }
}

function buildOrder() {
  for (const column of COLUMNS) byId('order').append(element('option', { value: column.key }, column.title));
  byId('order').addEventListener('change', () => sortBy(COLUMNS.find((column) => column.key === byId('order').value)));
}

function connect() {
  byId('search').addEventListener('input', () => { FILTERS.search = byId('search').value.trim(); refresh(); });
  byId('clear').addEventListener('click', () => { clearFilters(); refresh(); });
  byId('as-table').addEventListener('click', () => setView('table'));
  byId('as-cards').addEventListener('click', () => setView('cards'));
  byId('export').addEventListener('click', exportCsv);
  byId('copy').addEventListener('click', () => copy(chosen().map((row) => cell('smiles', row)).join('\n'), byId('copy')));
  addEventListener('keydown', keys);
  addEventListener('hashchange', follow);
  addEventListener('click', (event) => {
    document.querySelectorAll('details.menu[open]').forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
}

function keys(event) {
  if (DETAIL.row === null || event.target.closest('input, select, textarea')) return;
  if (event.key === 'Escape') closeDetail();
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  }
}

// An address may name a view and a candidate: #view=cards, #row=3 (its rank).
function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has('view')) setView(asked.get('view') === 'cards' ? 'cards' : 'table');
  const row = TABLE.rank.indexOf(Number(asked.get('row')));
  if (row >= 0) {
    openDetail(row);
    document.querySelector(`#rows > [data-row="${row}"]`)?.scrollIntoView({ block: 'center' });
  }
}

buildChips(refresh);
buildChooser();
buildOrder();
connect();
draw();
follow();
document.documentElement.dataset.ready = ROWS.length;
