import { useSigned } from "#dashboard/parts/fleet-context.ts";
import { PageTitle } from "#dashboard/parts/page-title.tsx";
import { paths } from "#dashboard/routes/path-builder.ts";

export function Nowhere({ path }: { readonly path: string }) {
  const { productInAddress } = useSigned();
  return (
    <section class="panel">
      <PageTitle text="There is nothing here" />
      <p>
        No page has the address <code>{path}</code>.
      </p>
      <p>
        <a href={paths.overview({ productId: productInAddress, stage: null })}>To the fleet</a>
      </p>
    </section>
  );
}
