// When candidates who stopped midway are reminded: the vacancy's own hours, or the usual ones where nothing is said.

const USUAL = { enabled: true, after_hours: 24, again_after_hours: 72, from: "09:00", until: "21:00" };

export function writeReminders(fields, settings = {}) {
  const shown = { ...USUAL, ...settings };
  fields.reminders_enabled.checked = shown.enabled;
  fields.reminders_after.value = shown.after_hours;
  fields.reminders_again.value = shown.again_after_hours ?? "";
  fields.reminders_from.value = shown.from.slice(0, 5);
  fields.reminders_until.value = shown.until.slice(0, 5);
}

/** Return what is another than usual, with what the fields do not show; undefined where nothing is. */
export function readReminders(fields, old = {}) {
  const again = fields.reminders_again.value.trim();
  const read = {
    enabled: fields.reminders_enabled.checked,
    after_hours: Number(fields.reminders_after.value) || USUAL.after_hours,
    again_after_hours: again ? Number(again) : null,
    from: fields.reminders_from.value || USUAL.from,
    until: fields.reminders_until.value || USUAL.until,
  };
  const { enabled: _e, after_hours: _a, again_after_hours: _g, from: _f, until: _u, ...rest } = old;
  const told = Object.fromEntries(Object.entries(read).filter(([name, value]) => value !== USUAL[name]));
  const all = { ...rest, ...told };
  return Object.keys(all).length ? all : undefined;
}
