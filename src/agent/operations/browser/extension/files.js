// Tells the worker which files somebody gives to a page: name, size and time of each, nothing of what it holds.
const most = 50;

function tell(list) {
  const files = Array.from(list ?? [])
    .slice(0, most)
    .map(({ name, size, lastModified }) => ({ name, size, modified: lastModified }));
  if (files.length > 0) chrome.runtime.sendMessage({ files }).catch(() => undefined);
}

// Of `input`, unlike `change`, pages hear from within the components they are made of, too.
addEventListener(
  'input',
  event => {
    const [field] = event.composedPath();
    if (field instanceof HTMLInputElement && field.type === 'file') tell(field.files);
  },
  true,
);
addEventListener('drop', event => tell(event.dataTransfer?.files), true);
addEventListener('paste', event => tell(event.clipboardData?.files), true);
