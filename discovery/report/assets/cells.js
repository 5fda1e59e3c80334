// How each kind of cell is drawn, and by what it sorts.
const EFFECT_SIGNS = { inhibitor: '▼', activator: '▲', stabiliser: '■', biphasic: '◆', inactive: '○', unstated: '?' };

function effect(name) {
  if (!name) return '–';
  return element('span', { className: `effect ${EFFECT_SIGNS[name] ? name : ''}` }, `${EFFECT_SIGNS[name] || ''} ${name}`);
}

// One bar an objective: height is how well it is met, width is its weight.
function breakdown(row) {
  const total = DATA.objectives.reduce((sum, objective) => sum + objective.weight, 0);
  const chart = drawn('svg', { class: 'breakdown', viewBox: '0 0 60 18', role: 'img', 'aria-label': 'objectives met' });
  let left = 0;
  DATA.objectives.forEach((objective) => {
    const width = 60 * objective.weight / total;
    const met = cell(`${objective.key}.desirability`, row) || 0;
    const ground = { x: left, width: Math.max(width - 1, 0.5) };
    const bar = drawn('g', {});
    const hint = drawn('title', {});
    hint.textContent = `${objective.title}: ${fixed(met, 2)}`;
    const height = Math.max(18 * met, 1);
    bar.append(hint, drawn('rect', { ...ground, y: 0, height: 18, class: 'ground' }), drawn('rect', { ...ground, y: 18 - height, height, class: met < 0.34 ? 'low' : 'met' }));
    chart.append(bar);
    left += width;
  });
  return chart;
}

// A probability on a line from 0 to 1 with its spread.
function gauge(mean, spread) {
  const chart = drawn('svg', { class: 'gauge', viewBox: '0 0 60 8', 'aria-hidden': 'true' });
  const x = (value) => 60 * Math.min(Math.max(value, 0), 1);
  chart.append(drawn('rect', { x: 0, y: 3, width: 60, height: 2, class: 'ground' }));
  if (spread !== null) chart.append(drawn('rect', { x: x(mean - spread), y: 2, width: Math.max(x(mean + spread) - x(mean - spread), 1), height: 4, class: 'span' }));
  chart.append(drawn('circle', { cx: x(mean), cy: 4, r: 3, class: 'dot' }));
  return chart;
}

function estimate(column, row) {
  const mean = cell(column.key, row);
  const spread = cell(`${column.key}.spread`, row);
  if (mean === null) return ['–'];
  const margin = spread === null ? '' : element('small', {}, ` ± ${fixed(spread, column.digits)}`);
  return [element('span', { className: 'estimate' }, fixed(mean, column.digits), margin)];
}

// The range that holds the true value of nine in ten compounds.
function interval(name, row, digits) {
  const [low, high] = [cell(`${name}.low`, row), cell(`${name}.high`, row)];
  return low === null ? '–' : element('span', { className: 'estimate' }, `${fixed(low, digits)} to ${fixed(high, digits)}`);
}

function potencyLevel(value) {
  if (value === null || value < 5) return '';
  return value < 6 ? 'watch' : 'strong';
}

function alertList(text) {
  if (!text) return [element('span', { className: 'quiet' }, 'none')];
  const parts = text.split('; ');
  const rest = parts.length > 2 ? [element('span', { className: 'quiet', title: text }, `+${parts.length - 2} more`)] : [];
  return [...parts.slice(0, 2).map((part) => element('span', { className: 'alert', title: part }, part)), ...rest];
}

const CELLS = {
  number: (column, row) => [fixed(cell(column.key, row), column.digits)],
  text: (column, row) => [cell(column.key, row) || '–'],
  structure: (column, row) => [picture(DATA.drawing[row], cell('smiles', row))],
  score: (column, row) => [element('span', {}, fixed(cell(column.key, row), column.digits)), breakdown(row)],
  probability: (column, row) => [...estimate(column, row), cell(column.key, row) === null ? '' : gauge(cell(column.key, row), cell(`${column.key}.spread`, row))],
  estimate: (column, row) => estimate(column, row),
  interval: (column, row) => [interval(column.key.slice(0, -'.low'.length), row, column.digits)],
  chance: (column, row) => [fixed(cell(column.key, row), column.digits)],
  potency: (column, row) => {
    const mean = cell(column.key, row);
    const hint = `± ${fixed(cell(`${column.key}.spread`, row), column.digits + 1)}`;
    return [element('span', { className: `level ${potencyLevel(mean)}`, title: hint }, fixed(mean, column.digits))];
  },
  effect: (column, row) => [effect(cell(column.key, row))],
  nearest: (column, row) => [element('div', { className: 'known' },
    picture(DATA.nearest[row], cell('nearest_known_smiles', row) || ''),
    element('span', { className: 'ligand' }, cell(column.key, row) || '–', element('br'), effect(cell('nearest_known_effect', row))))],
  mark: (column, row) => {
    const value = cell(column.key, row);
    return [value === null ? '–' : element('span', { className: value ? 'yes' : 'no' }, value ? '✓ yes' : '✕ no')];
  },
  alerts: (column, row) => alertList(cell(column.key, row)),
  pick: (column, row) => {
    const place = cell(column.key, row);
    return place === null ? [''] : [element('span', { className: 'pick', title: 'Diverse pick' }, `★ ${place}`)];
  },
};
const NUMERIC = new Set(['number', 'estimate', 'interval', 'chance', 'score', 'probability', 'potency', 'pick']);

// Empty cells go last in either direction.
function compare(column, up) {
  const values = TABLE[column.key];
  const words = new Intl.Collator('en', { numeric: true }).compare;
  const order = NUMERIC.has(column.kind) || column.kind === 'mark' ? (a, b) => a - b : words;
  return (a, b) => {
    const [x, y] = [values[a], values[b]];
    if (x === null || x === '' || y === null || y === '') return (x === null || x === '') - (y === null || y === '') || a - b;
    return (up ? order(x, y) : order(y, x)) || a - b;
  };
}
