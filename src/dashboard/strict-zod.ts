import * as z from "zod";

// The content security policy forbids code made from text, which zod would otherwise try for speed. Schemas decide
// this when they are made, so this file is imported before every other.
z.config({ jitless: true });
