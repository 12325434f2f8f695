import { tick } from "svelte";
import { currentOf, heightOf, nextZoom, placeAt, scrollTo, spotsOf, topOf, visibleOf, type Place, type Sheet, type View, type Zoom } from "./layout";

/** How the pages are looked at: how large, and where. */
export class Viewer {
  zoom = $state<Zoom>("width");
  view = $state.raw<View>({ width: 0, height: 0 });
  sheets = $state.raw<readonly Sheet[]>([]);
  scrollTop = $state(0);
  readonly spots = $derived(spotsOf(this.sheets, this.zoom, this.view));
  readonly height = $derived(heightOf(this.spots));
  readonly width = $derived(Math.max(0, ...this.spots.map((spot) => spot.width)));
  readonly visible = $derived(visibleOf(this.spots, this.scrollTop, this.view.height));
  /** The page that is looked at, from 0. */
  readonly current = $derived(currentOf(this.spots, this.scrollTop, this.view.height));
  /** Pixels to a point of that page. */
  readonly scale = $derived(this.spots[this.current]?.scale ?? 1);

  #element: HTMLElement | null = null;

  /** The element that scrolls, as long as it is there. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    const measure = (): void => this.resize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      this.#element = null;
    };
  }

  scrolled(): void {
    if (this.#element) this.scrollTop = this.#element.scrollTop;
  }

  /** Shows other pages at the same place. */
  replace(sheets: readonly Sheet[]): void {
    this.#keep(() => (this.sheets = sheets));
  }

  resize(view: View): void {
    if (view.width === this.view.width && view.height === this.view.height) return;
    this.#keep(() => (this.view = view));
  }

  fit(zoom: Zoom): void {
    this.#keep(() => (this.zoom = zoom));
  }

  zoomBy(direction: 1 | -1): void {
    this.fit(nextZoom(this.scale, direction));
  }

  /** Goes to the beginning of a page. */
  go(page: number): void {
    this.#scroll(topOf(this.spots, page));
  }

  /** A page on where whole pages are seen, else as far as can be seen. */
  turn(direction: 1 | -1): void {
    const spot = this.spots[this.current];
    if (spot && spot.height <= this.view.height) this.go(this.current + direction);
    else this.#scroll(this.scrollTop + direction * Math.max(this.view.height - 48, 48));
  }

  start(): void {
    this.#scroll(0);
  }

  end(): void {
    this.go(this.spots.length - 1);
  }

  /** Keeps the place while sizes change. */
  #keep(change: () => void): void {
    const place: Place | null = this.scrollTop > 0 ? placeAt(this.spots, this.scrollTop) : null;
    change();
    this.#scroll(place ? scrollTo(this.spots, place) : 0);
  }

  #scroll(to: number): void {
    this.scrollTop = Math.max(0, Math.min(to, this.height - this.view.height));
    const wanted = this.scrollTop;
    // The element can scroll there once it has its new height.
    void tick().then(() => {
      const element = this.#element;
      if (!element || this.scrollTop !== wanted) return;
      element.scrollTop = wanted;
      element.scrollLeft = Math.max(0, (element.scrollWidth - element.clientWidth) / 2);
    });
  }
}
