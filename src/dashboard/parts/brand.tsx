export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" />
        <path d="M7 24V13l6 4v-4l6 4V8h5v16z" />
      </svg>
      Agent Gigafactory
    </span>
  );
}
