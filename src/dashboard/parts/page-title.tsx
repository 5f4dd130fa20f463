import { useEffect, useRef } from "preact/hooks";

let isFirstPage = true;

/** The page's heading: it names the tab, and takes the focus after a navigation so that it is heard. */
export function PageTitle({ text, isHidden = false }: { readonly text: string; readonly isHidden?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · Agent Gigafactory`;
  }, [text]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} class={isHidden ? "unseen" : undefined}>
      {text}
    </h1>
  );
}
