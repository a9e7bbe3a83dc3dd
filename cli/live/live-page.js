/*
 * Shows the messages of the server. Each one replaces the earlier one of the same subject.
 * Texts are untrusted, and are only ever set as text content.
 */

const TICK_MS = 1000;
const TIER_TITLES = ['Duration', 'Cost of a million', 'Samples', 'Outcome'];

const runs = new Map();
const list = document.getElementById('runs');
const connection = document.getElementById('connection');
const source = new EventSource('/events');

source.onopen = () => {
  connection.textContent = 'Live';
};
source.onerror = () => {
  connection.textContent =
    source.readyState === EventSource.CLOSED ? 'Not connected' : 'Connection lost; trying again';
};
source.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.kind === 'over') {
    source.close();
    connection.textContent = 'The command has ended; this page stays as it is.';
    return;
  }
  show[message.kind]?.(viewOf(message.run), message);
};

setInterval(() => {
  for (const view of runs.values()) {
    showTimeLeft(view);
    for (const { message, cells } of view.states.values()) {
      if (message.durationMs === undefined) {
        cells.duration.textContent = seconds(Math.max(0, Date.now() - message.startedAtMs));
      }
    }
  }
}, TICK_MS);

const show = {
  run: (view, { title }) => {
    view.title.textContent = title;
    document.title = title;
  },
  state: (view, message) => {
    const { states, stateRows } = view;
    const row = states.get(message.key)?.row ?? document.createElement('tr');
    const isRunning = message.durationMs === undefined && message.detail === '';
    const size =
      message.powerValue === undefined
        ? ''
        : ` ${message.powerValue} MB${message.architecture === undefined ? '' : ` ${message.architecture}`}`;
    const name = element('th', `${message.stateName}${size}`);
    name.scope = 'row';
    const cells = {
      duration: element('td', isRunning ? '…' : seconds(message.durationMs ?? 0)),
      detail: element('td', message.detail, message.isWarning ? 'words warning' : 'words'),
    };
    row.className = isRunning ? 'running' : '';
    row.replaceChildren(name, cells.duration, cells.detail);
    states.set(message.key, { message, row, cells });
    const ordered = [...states.values()].sort(
      (a, b) => a.message.startedAtMs - b.message.startedAtMs || a.message.key - b.message.key,
    );
    stateRows.replaceChildren(...ordered.map((state) => state.row));
  },
  plan: (view, { text, next, expectedAtMs }) => {
    // The message is repeated as the time left changes, but a screen reader reads every text that
    // is set.
    if (view.plan.textContent !== text) view.plan.textContent = text;
    view.next.textContent = next;
    view.expectedAtMs = expectedAtMs;
    showTimeLeft(view);
  },
  tiers: (view, { tiers, chart, chosen }) => {
    view.chart.replaceChildren(...parsed(chart).querySelectorAll('figure'));
    view.tierRows.replaceChildren(...tiers.map((tier) => tierRow(tier, chosen)));
    view.tierTable.hidden = tiers.length === 0;
  },
  decision: (view, { rationale, reasoner }) => {
    view.plan.textContent = '';
    view.next.textContent = '';
    view.expectedAtMs = undefined;
    showTimeLeft(view);
    view.decision.textContent = `Decided by ${reasoner}: ${rationale}`;
  },
  end: (view, { status, why }) => {
    view.end.textContent = why === '' ? status : `${status}: ${why}`;
    view.end.className = status === 'SUCCEEDED' ? 'end' : 'end failed';
  },
  report: (view, { page, place }) => {
    // The report's head is left out: this page has its own style and script, and the policy allows
    // no other.
    const [markup] = page.match(/<main>.*<\/main>/s) ?? [''];
    const main = parsed(markup).querySelector('main');
    if (main === null) return;
    makeIdsOwn(main, view.index);
    view.picture.replaceChildren(reportLink(page, place), ...main.children);
    globalThis.enhancePage(view.picture);
    view.steps.open = false;
  },
};

function viewOf(run) {
  const known = runs.get(run);
  if (known !== undefined) {
    return known;
  }
  const section = element('section', '', 'run');
  const tierTable = table('The sizes measured so far', ['Memory', ...TIER_TITLES]);
  const stateTable = table('The steps of the run', ['Step', 'Time', 'Result']);
  const view = {
    index: run,
    title: element('h1', ''),
    plan: element('p', '', 'lead'),
    next: element('span', ''),
    left: element('span', ''),
    end: element('p', '', 'end'),
    decision: element('p', '', 'lead'),
    chart: element('div', ''),
    picture: element('div', ''),
    steps: element('details', ''),
    tierTable,
    tierRows: tierTable.tBodies[0],
    stateRows: stateTable.tBodies[0],
    states: new Map(),
  };
  view.plan.setAttribute('role', 'status');
  const left = element('p', '', 'note');
  left.append(view.left, ' ', view.next);
  stateTable.className = 'states';
  tierTable.className = 'cards';
  tierTable.hidden = true;
  view.picture.append(view.title, view.plan, left, view.decision, view.chart, tierTable);
  view.steps.open = true;
  view.steps.append(element('summary', 'Steps'), stateTable);
  section.append(view.picture, view.end, view.steps);
  // The latest run goes first.
  list.prepend(section);
  runs.set(run, view);
  return view;
}

function tierRow(tier, chosen) {
  const isChosen = tier.powerValue === chosen;
  const row = element('tr', '', isChosen ? 'chosen' : '');
  const name = element('th', `${tier.powerValue} MB`);
  name.scope = 'row';
  const texts = [
    tier.duration ?? '–',
    tier.cost ?? '–',
    String(tier.sampleCount),
    isChosen ? 'the size to use' : tier.outcome,
  ];
  row.append(
    name,
    ...texts.map((text, index) => {
      const cell = element('td', text);
      cell.dataset.label = TIER_TITLES[index];
      return cell;
    }),
  );
  return row;
}

function showTimeLeft({ left, expectedAtMs }) {
  const leftMs = (expectedAtMs ?? 0) - Date.now();
  left.textContent =
    expectedAtMs === undefined
      ? ''
      : leftMs > TICK_MS
        ? `About ${Math.ceil(leftMs / 1000)} s left in this round.`
        : 'This round is about to end.';
}

/** Parses markup. Scripts in it do not run, and the server has escaped every text in it. */
function parsed(markup) {
  return new DOMParser().parseFromString(markup, 'text/html');
}

/** Makes the ids in a report unique, because the reports of several runs share one page. */
function makeIdsOwn(root, index) {
  for (const name of ['id', 'for']) {
    for (const one of root.querySelectorAll(`[${name}]`)) {
      one.setAttribute(name, `run-${index}-${one.getAttribute(name)}`);
    }
  }
  for (const section of root.querySelectorAll('[aria-labelledby]')) {
    section.removeAttribute('aria-labelledby');
  }
}

/**
 * Makes a link that saves the report, because this page is not served after the command has ended.
 */
function reportLink(page, place) {
  const link = element('a', 'Save the report');
  link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
  link.download = 'report.html';
  const line = element('p', '', 'note');
  line.append(link, ` It is at ${place}`);
  return line;
}

function table(caption, titles) {
  const made = document.createElement('table');
  made.createCaption().textContent = caption;
  const head = made.createTHead().insertRow();
  head.append(
    ...titles.map((title) => {
      const cell = element('th', title, title === 'Result' ? 'words' : '');
      cell.scope = 'col';
      return cell;
    }),
  );
  made.createTBody();
  return made;
}

function element(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
