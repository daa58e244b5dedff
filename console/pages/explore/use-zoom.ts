// Zooming the histogram by the wheel: turns are added up, and asked for once the wheel rests.
import { useEffect, useRef, type RefObject } from 'react';

export interface Zoom {
  /** Where the pointer stands, 0 at the left end of the chart and 1 at the right. */
  readonly share: number;
  /** Below 1 = closer. */
  readonly factor: number;
}

const restMs = 160;
/** One notch of a wheel is about a hundred pixels. */
const perPixel = 1.6 ** (1 / 100);

/** Must not be React's own handler: that one cannot keep the page from scrolling. */
export function useWheelZoom(box: RefObject<HTMLElement | null>, onZoom: (zoom: Zoom) => void): void {
  const latest = useRef(onZoom);
  useEffect(() => {
    latest.current = onZoom;
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let factor = 1;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = (event: WheelEvent) => {
      // With Ctrl it is the browser's own zoom; sideways it is no zoom at all.
      if (event.ctrlKey || Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
      event.preventDefault();
      const { left, width } = element.getBoundingClientRect();
      const share = (event.clientX - left) / width;
      factor = Math.min(64, Math.max(1 / 64, factor * perPixel ** (event.deltaMode === 0 ? event.deltaY : event.deltaY * 33)));
      clearTimeout(timer);
      timer = setTimeout(() => {
        latest.current({ share, factor });
        factor = 1;
      }, restMs);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('wheel', turn);
    };
  }, [box]);
}
