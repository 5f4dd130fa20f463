import { useId, useState } from "preact/hooks";
import { ProductId } from "#contract/id.ts";
import { signOut } from "#dashboard/data/session.ts";
import { Brand } from "#dashboard/parts/brand.tsx";
import { PageTitle } from "#dashboard/parts/page-title.tsx";
import { navigate } from "#dashboard/routes/navigation.ts";
import { paths } from "#dashboard/routes/path-builder.ts";

/** An administrator's token reaches every product and names none: so the reader names one. */
export function ChooseProduct() {
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const productFieldId = useId();
  const submit = (event: Event): void => {
    event.preventDefault();
    const parsed = ProductId.safeParse(text.trim());
    if (parsed.success) navigate(paths.overview({ productId: parsed.data, stage: null }));
    else setFault(parsed.error.issues[0]?.message ?? "This is no product id.");
  };
  return (
    <main class="door">
      <Brand />
      <PageTitle text="Choose a product" />
      <p>This token reaches every product.</p>
      <form onSubmit={submit}>
        <label for={productFieldId}>Product id</label>
        <input
          id={productFieldId}
          required
          spellcheck={false}
          autocapitalize="none"
          aria-invalid={fault !== null}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {fault !== null && (
          <p class="door-sentence" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" class="button primary">
          Open
        </button>
      </form>
      <p>
        <button type="button" class="button quiet" onClick={() => signOut(null)}>
          Use another token
        </button>
      </p>
    </main>
  );
}
