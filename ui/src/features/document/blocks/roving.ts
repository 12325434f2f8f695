/**
 * The keys of a drawing: Tab reaches it once, the arrows go from node to node, Enter and Space do what a
 * click does. Nodes carry `data-node`.
 */
export function roving(element: Element): { update: () => void; destroy: () => void } {
  const nodes = (): (HTMLElement | SVGElement)[] => [...element.querySelectorAll<HTMLElement | SVGElement>("[data-node]")];

  /** One node takes Tab: the one that is chosen, else the first. */
  function settle(): void {
    const all = nodes();
    const here = all.find((node) => node === document.activeElement) ?? all.find((node) => node.hasAttribute("data-here")) ?? all[0];
    for (const node of all) node.setAttribute("tabindex", node === here ? "0" : "-1");
  }

  function press(event: Event): void {
    const { key, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
    if (ctrlKey || metaKey || altKey) return;
    const all = nodes();
    const at = all.findIndex((node) => node === document.activeElement);
    if (at < 0) return;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key];
    if (to !== undefined) {
      all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
      settle();
    } else if (key === "Enter" || key === " ") {
      all[at]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  element.addEventListener("keydown", press);
  element.addEventListener("focusin", settle);
  const watch = new MutationObserver(settle);
  watch.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-here"] });
  settle();
  return {
    update: settle,
    destroy() {
      watch.disconnect();
      element.removeEventListener("keydown", press);
      element.removeEventListener("focusin", settle);
    },
  };
}
