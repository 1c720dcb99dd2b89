// Puts the cursor into the search box when `/` is pressed.
"use strict";
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("#words, .find input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
