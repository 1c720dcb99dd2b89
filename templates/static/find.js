// Puts the cursor into the search box when `/` is pressed.
"use strict";
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("#words") ?? document.querySelector(".find input");
  if (!box) return;
  event.preventDefault();
  (box.offsetParent ? box : document.querySelector(".find input")).select();
  (box.offsetParent ? box : document.querySelector(".find input")).focus();
});
