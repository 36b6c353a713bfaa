export default {
  refresh: 'Refresh',
  refreshOf: 'Refresh “{{of}}”',
  refreshed: 'Read anew.',
  open: 'Open',
  openTab: 'Open in a new tab',
  copyCell: 'Copy this value',
  copyRows_one: 'Copy the row',
  copyRows_other: 'Copy {{count, number}} rows',
  chooseColumns: 'Choose columns…',
  sortUp: 'Sort ascending',
  sortDown: 'Sort descending',
  hideColumn: 'Hide “{{column}}”',
  columnMenu: 'Column {{column}}',
  rowMenu_one: 'What can be done with this row',
  rowMenu_other: 'What can be done with {{count, number}} rows',
  pages: {
    label: 'Pages',
    previous: 'Previous page',
    next: 'Next page',
    jump: 'Page, of {{count, number}}',
    of: 'of {{count}}',
    size: 'Rows per page',
    rows: '{{rows}} a page',
  },
  dialog: {
    leaving_one:
      'Nothing was entered here for a while. The dialog closes in {{count}} minute, and what it holds is lost.',
    leaving_other:
      'Nothing was entered here for a while. The dialog closes in {{count}} minutes, and what it holds is lost.',
    stay: 'Keep it open',
    left: 'A dialog was closed because nothing was entered in it for 60 minutes.',
  },
};
