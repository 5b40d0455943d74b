/** The version of the package; `development` where the sources run directly. */
export const version = typeof THPS_VERSION === 'undefined' ? 'development' : THPS_VERSION;
