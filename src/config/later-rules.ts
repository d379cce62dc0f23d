/** Rules that later versions bring: a configuration may already name them, and no operator's rule may take their place. */
export const LATER_RULES: readonly string[] = [
  'map-model-not-listed',
  'map-model-accepted-too-early',
  'map-attribution-conflict',
  'map-attribution-duplicate',
  'map-attribution-method',
  'map-traffic-bypasses-profile',
  'map-spend-unattributed',
  'map-spend-agreement-unknown',
  'map-spend-outside-term',
  'map-profile-unused',
  'map-cost-allocation-tag-inactive',
  'waiver-expired',
  'waiver-unused',
];
