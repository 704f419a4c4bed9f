// Pages of the app name their service worker beside the manifest; it keeps the shell for times without network.
export function installApp() {
  const worker = document.querySelector('link[rel="manifest"][data-worker]')?.dataset.worker;
  if (worker) navigator.serviceWorker?.register(worker).catch((error) => console.info(error.name));
}
