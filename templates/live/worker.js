// Holds the one connection to the server that all tabs share, and passes on to each what concerns it.
"use strict";
const tabs = new Map(); // from port to the address of its page
const last = new Map(); // from address to what was last heard of it
let source = null;
let asked = "";

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data: page }) => {
    if (page === null) tabs.delete(port);
    else {
      tabs.set(port, page);
      if (last.has(page)) port.postMessage(JSON.parse(last.get(page)));
    }
    listen();
  };
};

/** Ask the server for the pages that are open now. It begins by saying how they are, so nothing is missed. */
function listen() {
  const pages = [...new Set(tabs.values())].sort();
  const asks = pages.map((page) => "page=" + encodeURIComponent(page)).join("&");
  if (source && asks === asked) return;
  source?.close();
  source = null;
  asked = asks;
  for (const page of last.keys()) if (!pages.includes(page)) last.delete(page);
  if (!pages.length) return;
  source = new EventSource("/_live/events?" + asks);
  source.onmessage = ({ data }) => {
    const state = JSON.parse(data);
    if (last.get(state.page) === data) return;
    last.set(state.page, data);
    for (const [port, page] of tabs) if (page === state.page) port.postMessage(state);
  };
  // It reconnects by itself while the server is down; only after a refusal it needs to be told.
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(listen, 1000);
    }
  };
}
