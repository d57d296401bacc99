// The few things that every view does to the document.

export const byId = (id) => document.getElementById(id);

/** Untouched when nothing changes, so that nothing flickers and nothing is read aloud again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Text children become text nodes: markup in them stays text. */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/** Shows an error beside its form and marks the field that it is about; nothing clears both. */
export function showError(place, message = "", field = null) {
  setText(place, message);
  for (const marked of place.closest("form").querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}
