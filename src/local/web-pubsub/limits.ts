/** How long a reliable connection that lost its socket keeps its place, as in Azure. */
export const RECOVERY_WINDOW_MS = 30_000;

/**
 * The official client acknowledges once a second, so this many messages must be far above what one second can bring.
 */
export const BUFFER_MESSAGES_MAX = 20_000;

/** The bytes of unacknowledged messages that one reliable connection may hold. */
export const BUFFER_BYTES_MAX = 32 * 1024 * 1024;

/** The bytes that wait in one socket before its reader counts as too slow; a whole replay must fit below it. */
export const SOCKET_BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

/** Azure documents 1 MB per message; it bounds frames from clients and request bodies alike. */
export const MESSAGE_BYTES_MAX = 1024 * 1024;

/** The successful acknowledgement ids that a connection remembers to recognise a repeat. */
export const ACK_IDS_MAX = 5_000;

/** The connections of the whole server, those waiting for recovery included. */
export const CONNECTIONS_MAX = 10_000;

/** The groups that one connection may be in. */
export const GROUPS_PER_CONNECTION_MAX = 1_000;

/** The groups that one bulk request may name. */
export const GROUPS_PER_REQUEST_MAX = 100;

/** The roles that one connection may hold. */
export const ROLES_PER_CONNECTION_MAX = 1_000;

/** The hubs that one server keeps. */
export const HUBS_MAX = 100;

/** The length that Azure allows for the name of a group. */
export const GROUP_NAME_LENGTH_MAX = 1024;

/** The `*` characters that Azure allows in one role pattern, those of `**` included. */
export const PATTERN_STARS_MAX = 5;

/** The length of one filter expression, in characters. */
export const FILTER_LENGTH_MAX = 4_096;

/** The nesting of one filter expression: parentheses, calls and negations. */
export const FILTER_DEPTH_MAX = 32;

/** The longest life of a message that Azure accepts. */
export const MESSAGE_TTL_SECONDS_MAX = 300;

/** The page size that Azure allows when connections are listed. */
export const PAGE_SIZE_MAX = 200;

/** The longest life of a client token that the server signs: one year. */
export const TOKEN_MINUTES_MAX = 525_600;

/** The WebSocket protocol leaves 123 bytes for the reason of a close frame. */
export const CLOSE_REASON_BYTES_MAX = 123;

/** The longest recovery window that can be asked for: a day, well below what a timer can count. */
export const RECOVERY_WINDOW_MS_MAX = 86_400_000;

/** The TCP connections that the server accepts, those of requests included. */
export const SOCKETS_MAX = 2 * CONNECTIONS_MAX;

/** How long a socket may take to answer a close frame before it is cut. */
export const CLOSE_GRACE_MS = 1_000;
