// What leaves the page: a CSV file of rows, SMILES on the clipboard.
const chosen = () => (SELECTED.size ? ROWS.filter((row) => SELECTED.has(row)) : NODES.shown);

// Numbers stay numbers; text that a spreadsheet would run as a formula gets an apostrophe before it.
function csvCell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csv(rows) {
  const keys = Object.keys(TABLE);
  return [keys.map(csvCell), ...rows.map((row) => keys.map((key) => csvCell(cell(key, row))))].map((line) => line.join(',')).join('\n') + '\n';
}

function exportCsv() {
  const address = URL.createObjectURL(new Blob([csv(chosen())], { type: 'text/csv' }));
  const anchor = element('a', { href: address, download: `${DATA.target}_${SELECTED.size ? 'selected' : 'candidates'}.csv` });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function copy(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch (refused) {
    button.textContent = copyByHand(text) ? 'Copied' : 'Not allowed here';
  }
  setTimeout(() => { button.textContent = label; }, 1500);
}

// For browsers that give no clipboard to a page opened from a file.
function copyByHand(text) {
  const field = element('textarea', { value: text, className: 'offscreen' });
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
