/** A tree of this many levels below its root takes no further one: what is deeper is a loop that makes itself work. */
export const DEPTH_MAX = 5;
