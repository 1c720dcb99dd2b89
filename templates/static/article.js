// Remembers the lens from one article to the next, and copies the citation. Nothing here is needed to read.
// A plain deferred script, not a module: modules do not load from the file system.
"use strict";
{
  const key = "lens";
  const lenses = document.querySelectorAll('input[name="lens"]');
  try {
    const kept = localStorage.getItem(key);
    for (const lens of lenses) {
      if (lens.value === kept) lens.checked = true;
      lens.addEventListener("change", () => localStorage.setItem(key, lens.value));
    }
  } catch {
    // Storage is switched off: the lens works, and is forgotten.
  }

  const cite = document.querySelector("[data-cite]");
  if (cite && navigator.clipboard) {
    const address = location.protocol === "file:" ? "" : ` ${location.href.split("#")[0]}`;
    const line = document.createElement("dd");
    cite.append(line);
    offerCopy(line, () => cite.dataset.cite + address);
    for (const format of cite.querySelectorAll("details")) {
      offerCopy(format, () => format.querySelector("pre").textContent);
    }
  }
}

// Adds a button that puts a text on the clipboard, and says beside it whether it did.
function offerCopy(place, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      status.textContent = "Copied";
    } catch {
      status.textContent = "Not copied";
    }
  });
  place.append(button, " ", status);
}
