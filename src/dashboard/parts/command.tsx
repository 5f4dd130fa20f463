import { useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

const SAID_MS = 1_500;

/** A command to run in a terminal, with a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  return (
    <span class="command">
      <code>{text}</code>
      <CopyButton text={text} label="Copy the command" />
    </span>
  );
}

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <button type="button" class="button quiet" title={label} onClick={() => void copy()}>
      <Icon name={isCopied ? "ok" : "copy"} />
      <span class="unseen">{isCopied ? "Copied" : label}</span>
    </button>
  );
}
