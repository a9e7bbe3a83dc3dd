/*
 * Shows what the server tells. Each message replaces what was said of the same subject before.
 * Texts are untrusted, and only ever set as text.
 */

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
  for (const { states } of runs.values()) {
    for (const { message, cells } of states.values()) {
      if (message.durationMs === undefined) {
        cells.duration.textContent = seconds(Math.max(0, Date.now() - message.startedAtMs));
      }
    }
  }
}, 1000);

const show = {
  run: (view, { title }) => {
    view.title.textContent = title;
    document.title = title;
  },
  state: (view, message) => {
    const { states, stateRows } = view;
    const row = states.get(message.key)?.row ?? document.createElement('tr');
    const isRunning = message.durationMs === undefined;
    const size = message.powerValue === undefined ? '' : ` ${message.powerValue} MB`;
    const cells = {
      name: element('td', `${message.stateName}${size}`),
      duration: element('td', isRunning ? '…' : seconds(message.durationMs)),
      detail: element('td', message.detail, message.isWarning ? 'warning' : ''),
    };
    row.className = isRunning ? 'running' : '';
    row.replaceChildren(cells.name, cells.duration, cells.detail);
    states.set(message.key, { message, row, cells });
    const ordered = [...states.values()].sort(
      (a, b) => a.message.startedAtMs - b.message.startedAtMs || a.message.key - b.message.key,
    );
    stateRows.replaceChildren(...ordered.map((state) => state.row));
  },
  tiers: (view, { tiers, chart, chosen }) => {
    // A document made by the parser runs no script; the server has escaped every text in it.
    const parsed = new DOMParser().parseFromString(chart, 'text/html').querySelector('svg');
    view.chart.replaceChildren(...(parsed === null ? [] : [document.adoptNode(parsed)]));
    view.tierRows.replaceChildren(
      ...tiers.map((tier) => {
        const isChosen = tier.powerValue === chosen;
        const row = element('tr', '', isChosen ? 'chosen' : '');
        row.append(
          element('td', String(tier.powerValue)),
          element('td', String(tier.warmSampleCount)),
          element('td', tier.durationMs?.toFixed(1) ?? '–'),
          element('td', tier.costUsdPerMillion?.toFixed(3) ?? '–'),
          element('td', isChosen ? 'chosen' : tier.outcome),
        );
        return row;
      }),
    );
    view.tierTable.hidden = tiers.length === 0;
  },
  decision: (view, { powerValue, rationale, reasoner }) => {
    view.decision.replaceChildren(
      element('span', `${powerValue} MB`, 'chosen-size'),
      document.createTextNode(`, by ${reasoner}: ${rationale}`),
    );
  },
  end: (view, { status, why }) => {
    view.end.textContent = why === '' ? status : `${status}: ${why}`;
    view.end.className = status === 'SUCCEEDED' ? 'end' : 'end failed';
  },
};

function viewOf(run) {
  const known = runs.get(run);
  if (known !== undefined) {
    return known;
  }
  const section = document.createElement('section');
  const view = {
    title: element('h1', ''),
    end: element('p', '', 'end'),
    decision: element('p', ''),
    chart: element('div', ''),
    tierTable: table(['memory, MB', 'warm samples', 'duration, ms', '$ per million', 'verdict']),
    states: new Map(),
  };
  const stateTable = table(['state', 'time', '']);
  stateTable.className = 'states';
  view.tierRows = view.tierTable.tBodies[0];
  view.stateRows = stateTable.tBodies[0];
  view.tierTable.hidden = true;
  section.append(view.title, view.end, view.decision, view.chart, view.tierTable, stateTable);
  // The latest run is the one that somebody wants to see.
  list.prepend(section);
  runs.set(run, view);
  return view;
}

function table(titles) {
  const made = document.createElement('table');
  const head = made.createTHead().insertRow();
  head.append(...titles.map((title) => element('th', title)));
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
