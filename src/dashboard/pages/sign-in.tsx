import { useId, useState } from "preact/hooks";
import { signIn, signInSentence } from "#dashboard/data/session.ts";
import { Brand } from "#dashboard/parts/brand.tsx";
import { Command } from "#dashboard/parts/command.tsx";
import { PageTitle } from "#dashboard/parts/page-title.tsx";

/** Asks for a token, and says where one is to be found. */
export function SignIn() {
  const [text, setText] = useState("");
  const tokenId = useId();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== "") signIn(text.trim());
  };
  return (
    <main class="door">
      <Brand />
      <PageTitle text="Sign in" />
      {signInSentence.value !== null && (
        <p class="door-sentence" role="alert">
          {signInSentence.value}
        </p>
      )}
      <form onSubmit={submit}>
        <label for={tokenId}>Access token</label>
        <input
          id={tokenId}
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
      <p class="faint">
        In the folder where the coordinator was started, this prints a link that signs you in:{" "}
        <Command text="agf open" />
      </p>
      <p class="faint">For a coordinator elsewhere, ask its administrator. The token stays in this tab alone.</p>
    </main>
  );
}
