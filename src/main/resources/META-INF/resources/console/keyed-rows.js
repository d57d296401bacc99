// Keeps the children of a parent in step with a list: rows stay, move, come and go by key,
// so that focus, selection and scroll position survive an update.

export class KeyedRows {
  #parent;
  #key;
  #create;
  #update;
  #rows = new Map();

  /** @param view key(item), create(item) gives the row, update(row, item) fills it */
  constructor(parent, { key, create, update = () => {} }) {
    this.#parent = parent;
    this.#key = key;
    this.#create = create;
    this.#update = update;
  }

  show(items) {
    this.#removeAllBut(new Set(items.map(this.#key)));
    let next = this.#parent.firstChild;
    for (const item of items) {
      const row = this.#row(item);
      this.#update(row, item);
      if (row === next) next = next.nextSibling;
      else this.#parent.insertBefore(row, next);
    }
  }

  #row(item) {
    const key = this.#key(item);
    if (!this.#rows.has(key)) this.#rows.set(key, this.#create(item));
    return this.#rows.get(key);
  }

  #removeAllBut(kept) {
    for (const [key, row] of this.#rows) {
      if (kept.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
  }
}
