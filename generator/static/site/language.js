/* Leads to the same place of the page in another language, with the owner's own start if one is chosen. Without this
   script the link leads to the beginning of that page. */
(function () {
  'use strict';

  document.querySelectorAll('.ag-languages a').forEach((link) => {
    const take = () => {
      link.search = location.search;
      link.hash = location.hash;
    };
    ['pointerdown', 'click'].forEach((event) => link.addEventListener(event, take));
  });
}());
