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
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      const address = location.protocol === "file:" ? "" : ` ${location.href.split("#")[0]}`;
      try {
        await navigator.clipboard.writeText(cite.dataset.cite + address);
        told.textContent = "Copied";
      } catch {
        told.textContent = "Not copied";
      }
    });
    const place = document.createElement("dd");
    place.append(button, " ", told);
    cite.append(place);
  }
}
