// The panel with everything about one candidate.
const DETAIL = { row: null };

function openDetail(row) {
  DETAIL.row = row;
  byId('detail').replaceChildren(...panel(row));
  byId('detail').hidden = false;
  document.body.classList.add('with-detail');
  history.replaceState(null, '', `#row=${cell('rank', row)}`);
  markSelected();
}

function closeDetail() {
  DETAIL.row = null;
  byId('detail').hidden = true;
  document.body.classList.remove('with-detail');
  history.replaceState(null, '', '#candidates');
  markSelected();
}

function step(by) {
  const place = NODES.shown.indexOf(DETAIL.row) + by;
  if (place < 0 || place >= NODES.shown.length) return;
  openDetail(NODES.shown[place]);
  document.querySelector(`#rows > [data-row="${DETAIL.row}"]`)?.scrollIntoView({ block: 'nearest' });
}

function panel(row) {
  return [heading(row), pair(row), part('Why it ranks here', objectiveTable(row)), part('Predicted', endpointTable(row)), part('Profile', profile(row)), part('Identity', identity(row))];
}

function heading(row) {
  const button = (label, text, act) => {
    const made = element('button', { type: 'button', title: label, 'aria-label': label }, text);
    made.addEventListener('click', act);
    return made;
  };
  return element('header', {},
    element('div', {}, element('span', { className: 'quiet' }, `Rank ${cell('rank', row)} · score ${fixed(cell('score', row), 3)} `), ...CELLS.pick({ key: 'pick' }, row), element('h2', {}, cell('id', row) || '–')),
    element('div', { className: 'buttons' }, button('Previous candidate', '↑', () => step(-1)), button('Next candidate', '↓', () => step(1)), button('Close', '✕', closeDetail)));
}

function pair(row) {
  const known = cell('nearest_known', row);
  const similarity = cell('similarity', row);
  return element('div', { className: 'pairing' },
    element('figure', {}, picture(DATA.drawing[row], cell('smiles', row)), element('figcaption', {}, 'This candidate ', effect(cell('direction', row)))),
    known ? element('figure', {}, picture(DATA.nearest[row], cell('nearest_known_smiles', row) || ''), element('figcaption', {}, `${known} `, effect(cell('nearest_known_effect', row)), element('br'), `nearest measured, similarity ${fixed(similarity, 2)}`)) : '');
}

function part(title, ...content) {
  return element('section', {}, element('h3', {}, title), ...content);
}

function grid(titles, rows) {
  const line = (name, cells) => element('tr', {}, ...cells.map((content, place) => element(name, place ? { className: 'number' } : {}, ...[content].flat())));
  return element('table', {}, element('thead', {}, line('th', titles)), element('tbody', {}, ...rows.map((cells) => line('td', cells))));
}

function meter(value) {
  const chart = drawn('svg', { class: 'meter', viewBox: '0 0 60 8', 'aria-hidden': 'true' });
  chart.append(drawn('rect', { x: 0, y: 0, width: 60, height: 8, rx: 2, class: 'ground' }), drawn('rect', { x: 0, y: 0, width: 60 * value, height: 8, rx: 2, class: value < 0.34 ? 'low' : 'met' }));
  return chart;
}

function objectiveTable(row) {
  const goals = { rise: 'more is better', fall: 'less is better', within: 'in a range' };
  const value = DATA.caution ? `Value (predicted ones ${DATA.caution} spreads worse)` : 'Value';
  return grid(['Objective', value, 'Desirability', 'Weight'], DATA.objectives.map((objective) => {
    const met = cell(`${objective.key}.desirability`, row) || 0;
    return [
      [objective.title, element('small', {}, ` ${goals[objective.goal]}, ${objective.low}–${objective.high}`)],
      rounded(cell(`${objective.key}.raw`, row)), [meter(met), ` ${fixed(met, 2)}`], `${objective.weight}`,
    ];
  }));
}

function rounded(value) {
  return value === null ? '–' : fixed(value, Math.abs(value) >= 100 ? 0 : 2);
}

function endpointTable(row) {
  const near = new Set(COLUMNS.map((column) => column.key));
  const calibrated = DATA.endpoints.some((endpoint) => `${endpoint.name}.probability` in TABLE || `${endpoint.name}.low` in TABLE);
  const line = (endpoint) => {
    const mean = cell(endpoint.name, row);
    const spread = cell(`${endpoint.name}.spread`, row);
    const strong = isPotency(endpoint) && endpoint.target !== DATA.target ? `level ${potencyLevel(mean)}` : '';
    const quantity = endpoint.name.slice(endpoint.target.length + 1);
    const stated = calibrated ? [interval(endpoint.name, row, 1), chance(endpoint, row)] : [];
    return [`${endpoint.target} ${quantity}`, element('span', { className: strong }, fixed(mean, 2)), spread === null ? '–' : `± ${fixed(spread, 2)}`, ...stated, unit(endpoint, mean)];
  };
  const titles = ['Endpoint', 'Mean', 'Spread', ...(calibrated ? ['90 % interval', 'P(active)'] : []), ''];
  const main = DATA.endpoints.filter((endpoint) => near.has(endpoint.name));
  const others = DATA.endpoints.filter((endpoint) => !near.has(endpoint.name)).sort((a, b) => cell(b.name, row) - cell(a.name, row));
  const more = others.length ? element('details', {}, element('summary', {}, `${others.length} other targets, strongest first`), grid(titles, others.map(line))) : '';
  return element('div', {}, grid(titles, main.map(line)), more);
}

// Whether its numbers are on the pX scale; those of a screen's readout are not.
function isPotency(endpoint) {
  return endpoint.unit === 'pX';
}

// The calibrated probability, of a potency with the threshold that it is to reach.
function chance(endpoint, row) {
  const probability = fixed(cell(`${endpoint.name}.probability`, row), 2);
  const of = isPotency(endpoint) && probability !== '–' ? element('small', {}, ` ≥ ${DATA.thresholds[endpoint.target]}`) : '';
  return [probability, of];
}

// A potency on the pX scale also as a concentration, which chemists think in.
function unit(endpoint, mean) {
  if (!isPotency(endpoint) || mean === null) return endpoint.unit;
  const micromolar = 10 ** (6 - mean);
  const [amount, name] = micromolar >= 1 ? [micromolar, 'µM'] : [1000 * micromolar, 'nM'];
  return `≈ ${Number(amount.toPrecision(2)).toLocaleString('en')} ${name}`;
}

function profile(row) {
  const columns = COLUMNS.filter((column) => column.kind === 'number' && !['rank', 'similarity', 'line'].includes(column.key));
  const facts = columns.map((column) => element('div', {}, element('dt', { title: column.help }, column.title), element('dd', {}, fixed(cell(column.key, row), column.digits))));
  const alerts = (cell('alerts', row) || '').split('; ').filter(Boolean);
  const domain = cell('in_domain', row) === false ? element('p', { className: 'caution' }, 'Outside the model’s domain: it learnt from no compounds like this one, or is less sure of it than of those held out.') : '';
  return element('div', {}, domain, element('dl', { className: 'facts' }, ...facts),
    element('p', {}, 'Alerts: ', ...(alerts.length ? alerts.map((text) => element('span', { className: 'alert' }, text)) : ['none'])));
}

function identity(row) {
  const entries = [['SMILES', cell('smiles', row), true], ['InChIKey', cell('inchikey', row), true], ['Salts taken off', cell('salts', row) || 'none', false],
    ['In the library', `row ${cell('row', row) ?? '–'}, line ${cell('line', row) ?? '–'}`, false],
    ...(cell('smiles_in', row) !== cell('smiles', row) ? [['As it stood there', cell('smiles_in', row), false]] : [])];
  return element('dl', { className: 'identity' }, ...entries.filter(([, text]) => text).map(([name, text, copied]) => {
    const button = copied ? element('button', { type: 'button', className: 'copy' }, 'Copy') : '';
    if (copied) button.addEventListener('click', () => copy(text, button));
    return element('div', {}, element('dt', {}, name), element('dd', {}, element('code', {}, text), button));
  }));
}
