// Search in the page, without any request: what is typed stays in this page. The page works without it.
// No ampersand and no less-than sign: the page is well-formed XML too, and the policy names the hash of these bytes.
"use strict";
(function () {
  const main = document.getElementById("main");
  const items = Array.from(main.querySelectorAll(".change, .finding, .judgements li"));
  if (items.length === 0) return;
  const texts = new Map(items.map(item => [item, item.textContent.toLowerCase()]));
  const field = document.createElement("input");
  field.type = "search";
  field.setAttribute("aria-label", "Search names, attributes, classes and values");
  field.placeholder = "Search names, attributes, classes, values";
  const count = document.createElement("output");
  const bar = document.createElement("div");
  bar.className = "search";
  bar.append(field, count);
  main.prepend(bar);
  const opened = new Set();
  const search = () => {
    const words = field.value.toLowerCase().split(" ").filter(word => word !== "");
    let found = 0;
    for (const item of items) {
      const isFound = words.every(word => texts.get(item).includes(word));
      item.hidden = !isFound;
      if (isFound) found += 1;
    }
    for (const group of opened) group.open = false;
    opened.clear();
    count.textContent = words.length === 0 ? "" : found + " of " + items.length;
    if (words.length === 0) return;
    for (const group of main.querySelectorAll("details.alike:not([open])")) {
      if (group.parentElement.hidden) continue;
      group.open = true;
      opened.add(group);
    }
  };
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
})();
