/** Light or dark: what the system prefers until the person says otherwise. */

const KEY = "otandas.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (stored() ?? (system.matches ? "dark" : "light")) === "dark";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off in some private windows: then the system decides
  }
}

export function start() {
  const theme = stored();
  if (theme) document.documentElement.dataset.theme = theme;
}

export function toggle() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return; // not kept for the next visit, but shown now
  }
}
