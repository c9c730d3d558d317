/** Puts text where the person can paste it. */

import { attempt, toast } from "./toast.js";
import { t } from "./words.js";

export function copy(text) {
  return attempt(async () => {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  });
}
