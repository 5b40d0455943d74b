/** The texts that the site has with it, by their path; the build puts them here. */
declare const THPS_FILES: Readonly<Record<string, string>>;

/** The bundled library: `/library/kernel/page.thps` */
export const files: ReadonlyMap<string, string> = new Map(Object.entries(THPS_FILES));
