/*
 * Looks at a page from inside of it, as text that tests evaluate there.
 */
globalThis.pageChecks = (() => {
  /** Smallest allowed size of a letter, pixels. */
  const FONT_SIZE_MIN = 10.5;

  /** Overlap of two boxes that cannot be seen, pixels. */
  const OVERLAP_MAX = 1;

  const INTERACTIVE = 'a[href], button, input, select, summary, [tabindex="0"]';
  let focused = new Set();
  let unseen = [];

  function isShown(element) {
    return element.checkVisibility() && element.getClientRects().length > 0;
  }

  function shown(selector) {
    return [...document.querySelectorAll(selector)].filter(isShown);
  }

  function boxesOverlap(a, b) {
    return (
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > OVERLAP_MAX &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > OVERLAP_MAX
    );
  }

  function labelProblems(chart) {
    const frame = chart.getBoundingClientRect();
    const labels = [...chart.querySelectorAll('text')].map((element) => ({
      text: element.textContent,
      box: element.getBoundingClientRect(),
      fontSize: Number.parseFloat(getComputedStyle(element).fontSize) * element.getScreenCTM().a,
    }));
    const lines = [...chart.querySelectorAll('line.mark')].map((line) =>
      line.getBoundingClientRect(),
    );
    const limits = [...chart.querySelectorAll('line.limit')].map((line) =>
      line.getBoundingClientRect(),
    );
    const drawn = [...chart.querySelectorAll('.point, .sample, .failed, .bar')].map((shape) =>
      shape.getBoundingClientRect(),
    );
    return labels.flatMap(({ text, box, fontSize }, index) => [
      ...labels
        .slice(index + 1)
        .filter((other) => boxesOverlap(box, other.box))
        .map((other) => `"${text}" lies on "${other.text}"`),
      ...lines
        .filter((line) => line.left > box.left - 1 && line.right < box.right + 1)
        .filter((line) => line.top < box.bottom - 2 && line.bottom > box.top + 2)
        .map(() => `"${text}" is struck through`),
      ...limits
        .filter((line) => line.left < box.right - 1 && line.right > box.left + 1)
        .filter((line) => line.top > box.top + 2 && line.bottom < box.bottom - 2)
        .map(() => `"${text}" is struck through by a limit`),
      ...drawn.filter((shape) => boxesOverlap(box, shape)).map(() => `"${text}" lies on a figure`),
      ...(box.left < frame.left - 1 || box.right > frame.right + 1 ? [`"${text}" is cut off`] : []),
      ...(fontSize < FONT_SIZE_MIN ? [`"${text}" is ${fontSize.toFixed(1)} pixels high`] : []),
    ]);
  }

  function overflowProblems() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`The page is ${scrollWidth} of ${clientWidth} wide`] : [];
  }

  return {
    layoutProblems: () => [...overflowProblems(), ...shown('svg.chart').flatMap(labelProblems)],

    /** @returns How often Tab must be pressed to reach every element. */
    startTabbing() {
      focused = new Set();
      unseen = [];
      document.activeElement?.blur();
      return shown(INTERACTIVE).length + 1;
    },

    noteFocus() {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      focused.add(element);
      if (element !== document.body && (outlineStyle === 'none' || outlineWidth === '0px')) {
        unseen.push(`The focus on "${element.textContent}" cannot be seen`);
      }
    },

    keyboardProblems: () => [
      ...unseen,
      ...shown(INTERACTIVE)
        .filter((element) => !focused.has(element))
        .map((element) => `"${element.textContent || element.id}" cannot be reached`),
    ],
  };
})();
