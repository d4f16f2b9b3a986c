// Keys of the card page: each presses the button, or follows the link, that shows it. Without this script the page works as it is.
"use strict";

(() => {
  const reject = document.getElementById("reject");
  const typing = "input, select, textarea, [contenteditable]";
  let sent = false;

  function withKey(attribute, key) {
    return [...document.querySelectorAll(`[${attribute}]`)].find((found) => found.getAttribute(attribute).split(" ").includes(key));
  }

  function open(details) {
    details.open = true;
    const first = details.querySelector("input[type=text], button");
    if (first) first.focus();
  }

  function choose(key) {
    const reason = reject && reject.open ? withKey("data-reason", key) : undefined;
    return reason || withKey("data-key", key);
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || sent) return;
    if (event.key === "Escape") {
      document.querySelectorAll(".judged details[open]").forEach((details) => { details.open = false; });
      if (document.activeElement) document.activeElement.blur();
      return;
    }
    if (event.target instanceof Element && event.target.closest(typing)) return;
    const found = choose(event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    if (found.dataset.opens) {
      open(document.getElementById(found.dataset.opens));
      return;
    }
    sent = true;
    found.click();
  }

  document.addEventListener("keydown", pressed);
  // A page that the browser brings back may be judged again.
  window.addEventListener("pageshow", () => { sent = false; });
})();
