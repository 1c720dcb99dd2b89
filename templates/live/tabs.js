// Listens to the server for this tab.
// A browser opens six connections to a server and no more, and a tab that listens keeps one.
// So all tabs share one through a worker; where there are no such workers, only the tab in front listens.

/** Call `hear` with every new state of the page at `page`. */
export function connect(page, hear) {
  try {
    share(page, hear);
  } catch {
    listen(page, hear);
  }
}

function share(page, hear) {
  const worker = new SharedWorker("/_live/worker.js", { name: "site-builder" });
  worker.onerror = () => listen(page, hear);
  worker.port.onmessage = (event) => hear(event.data);
  worker.port.postMessage(page);
  addEventListener("pagehide", () => worker.port.postMessage(null));
  addEventListener("pageshow", (event) => event.persisted && worker.port.postMessage(page));
}

function listen(page, hear) {
  let source = null;
  const turn = () => {
    source?.close();
    source = null;
    if (document.visibilityState !== "visible") return;
    source = new EventSource("/_live/events?page=" + encodeURIComponent(page));
    source.onmessage = (event) => hear(JSON.parse(event.data));
    source.onerror = () => source?.readyState === EventSource.CLOSED && setTimeout(turn, 1000);
  };
  document.addEventListener("visibilitychange", turn);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && turn());
  turn();
}
