import { navigate } from "#dashboard/routes/navigation.ts";
import { paths } from "#dashboard/routes/path-builder.ts";
import { useSigned } from "./fleet-context.ts";

/** The product's name, and a choice where the token leaves one. */
export function ProductSwitch() {
  const { identity, productId } = useSigned();
  const { products } = identity;
  if (products === null || products.length < 2) return <span class="product">{productId}</span>;
  return (
    <select
      class="product"
      aria-label="Product"
      value={productId}
      onChange={(event) => navigate(paths.overview({ productId: event.currentTarget.value, stage: null }))}
    >
      {products.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}
