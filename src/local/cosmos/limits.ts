/** The service's published limits that this server keeps, so that code which passes here passes in Azure. */
export const ITEM_SIZE_MAX_BYTES = 2 * 1024 * 1024;
/** The gateway's own cap on a request: a 2 MB batch in JSON plus its envelopes. */
export const REQUEST_SIZE_MAX_BYTES = 4 * 1024 * 1024;
export const BATCH_SIZE_MAX_BYTES = 2 * 1024 * 1024;
export const BATCH_OPERATIONS_MAX = 100;
export const PATCH_OPERATIONS_MAX = 10;
export const ITEM_ID_MAX_LENGTH = 1023;
export const RESOURCE_ID_MAX_LENGTH = 255;
export const PARTITION_KEY_LEVELS_MAX = 3;
export const PARTITION_KEY_SIZE_MAX_BYTES = 2048;
/** More would only make tests slow: each range costs the client one request per fan-out. */
export const PHYSICAL_PARTITIONS_MAX = 64;
export const PAGE_SIZE_DEFAULT = 1000;
/** What a client gets for `-1` ("as many as you like"). */
export const PAGE_SIZE_DYNAMIC = 10_000;
export const CHANGE_FEED_PAGE_SIZE_DEFAULT = 100;
/** The service cuts a page at about 4 MB, whatever number of items was asked for. */
export const PAGE_SIZE_MAX_BYTES = 4 * 1024 * 1024;
