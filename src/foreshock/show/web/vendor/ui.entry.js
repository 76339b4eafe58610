// Entry of the bundle "ui": what the pages draw with. README.md beside this says how the bundle is made.
import { h } from "preact";
import htm from "htm";

export { Fragment, createRef, h, render } from "preact";
export { useEffect, useErrorBoundary, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { batch, computed, effect, signal, untracked, useComputed, useSignal } from "@preact/signals";
export const html = htm.bind(h);
