// Times as people say them: `<time datetime data-relative>` becomes "5 minutes ago", the exact time stays on hover.

const STEPS = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [7 * 86_400, "day", 86_400],
];

/** Say how long ago (or ahead) a moment is; older than a week it is a date. */
export function relative(moment, locale, now = Date.now()) {
  const seconds = Math.round((moment.getTime() - now) / 1000);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  if (Math.abs(seconds) < 45) return words.format(0, "second");
  for (const [limit, unit, size] of STEPS) {
    if (Math.abs(seconds) < limit) return words.format(Math.round(seconds / size), unit);
  }
  const year = moment.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return moment.toLocaleDateString(locale, { day: "numeric", month: "short", year });
}

/** Say a moment exactly, in the reader's time zone. */
export function exact(moment, locale) {
  return moment.toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
}

export function refreshTimes(root = document) {
  const locale = document.documentElement.lang || undefined;
  for (const element of root.querySelectorAll("time[data-relative]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.title = exact(moment, locale);
    element.textContent = element.dataset.relative === "exact" ? exact(moment, locale) : relative(moment, locale);
  }
}
