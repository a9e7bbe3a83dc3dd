/**
 * The JavaScript of a page: copy buttons, and a field for the user's own traffic. The page is
 * complete without it. Texts are only ever set as text, never as markup.
 */
export const PAGE_SCRIPT = `
function enhancePage(root) {
  for (const text of root.querySelectorAll('[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy ' + text.dataset.copy);
    const said = document.createElement('span');
    said.setAttribute('role', 'status');
    button.addEventListener('click', () => {
      const selected = getSelection();
      selected.selectAllChildren(text);
      navigator.clipboard.writeText(text.textContent).then(
        () => { said.textContent = ' Copied'; },
        () => { said.textContent = ' Selected: copy it with your keyboard'; },
      );
    });
    text.after(button, said);
  }
  const field = root.querySelector('[data-traffic-field]');
  const row = root.querySelector('[data-traffic-row]');
  if (field === null || row === null) return;
  const input = field.querySelector('input');
  const money = (usd) => usd > 0 && usd < 0.0001 ? 'under $0.0001'
    : '$' + usd.toLocaleString('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  const show = () => {
    const rate = Number(input.value);
    row.hidden = input.value === '' || !Number.isFinite(rate) || rate < 0;
    row.cells[0].textContent = rate.toLocaleString('en-US') + ' (your figure)';
    for (const cell of row.querySelectorAll('[data-usd-per-million]')) {
      cell.textContent = money(cell.dataset.usdPerMillion / 1e6 * rate);
    }
  };
  field.hidden = false;
  input.addEventListener('input', show);
  show();
}
`;
