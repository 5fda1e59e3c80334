// The candidates, column by column, and small helpers to make elements.
const DATA = JSON.parse(document.getElementById('data').textContent);
const TABLE = DATA.table;
const COLUMNS = DATA.columns;
const ROWS = TABLE.rank.map((_, row) => row);
const byId = (id) => document.getElementById(id);

function cell(key, row) {
  return key in TABLE ? TABLE[key][row] : null;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ''));
  return made;
}

function drawn(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Numbers with a real minus sign; an empty cell stays visibly empty.
function fixed(value, digits) {
  return value === null ? '–' : value.toFixed(digits).replace('-', '−');
}

const DRAWINGS = inflate(DATA.packed);

async function inflate(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

async function show(image) {
  const drawings = await DRAWINGS;
  image.src = `data:image/svg+xml,${encodeURIComponent(drawings[image.dataset.place])}`;
}

// A structure is drawn when it comes near the window.
const WATCH = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    WATCH.unobserve(entry.target);
    show(entry.target);
  }
}, { rootMargin: '800px' });

function picture(place, label) {
  if (place === null || place === undefined) return '';
  const image = element('img', { className: 'structure', alt: label });
  image.dataset.place = place;
  WATCH.observe(image);
  return image;
}

// Paper has no folds and nothing that comes into view later.
addEventListener('beforeprint', () => {
  document.querySelectorAll('main > section details').forEach((part) => { part.open = !part.matches('.menu'); });
  document.querySelectorAll('img.structure:not([src])').forEach(show);
});
