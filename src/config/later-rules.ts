/** Rules that later versions bring: a configuration may already name them, and no operator's rule may take their place. */
export const LATER_RULES: readonly string[] = [
  'map-attribution-conflict',
  'map-attribution-duplicate',
  'map-attribution-method',
  'map-traffic-bypasses-profile',
  'map-profile-unused',
];
