import type { Decompressor } from ".";

export const none: Decompressor = { name: "none", magic: [], decompress: (chunks) => chunks };
