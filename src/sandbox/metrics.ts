/** What a server was asked, counted. */
export interface Metrics {
  /** Calls by operation, retries included: `bedrock:ListInferenceProfiles`. */
  readonly operations: Readonly<Record<string, number>>;
  readonly requests: number;
  /** TCP connections opened. */
  readonly connections: number;
  /** The most that were open at the same time. */
  readonly maxConnections: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
}

/** One call as the server understood it. */
export interface RecordedRequest {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** The account behind the credentials. */
  readonly accountId: string;
  readonly input: unknown;
  readonly requestId: string;
}

/** Older requests are forgotten, so that a long-running server does not grow. */
const MAX_RECORDED = 20_000;

export interface Recorder {
  connectionOpened(): void;
  connectionClosed(): void;
  requestBegan(): void;
  requestEnded(): void;
  /** Gives how many calls of the operation that makes. */
  called(action: string, request: RecordedRequest): number;
  metrics(): Metrics;
  requests(): readonly RecordedRequest[];
  reset(): void;
}

export function createRecorder(): Recorder {
  let operations = new Map<string, number>();
  let recorded: RecordedRequest[] = [];
  const count = { requests: 0, connections: 0, open: 0, maxConnections: 0, inFlight: 0, maxInFlight: 0 };
  return {
    connectionOpened() {
      count.connections += 1;
      count.open += 1;
      count.maxConnections = Math.max(count.maxConnections, count.open);
    },
    connectionClosed() {
      count.open -= 1;
    },
    requestBegan() {
      count.requests += 1;
      count.inFlight += 1;
      count.maxInFlight = Math.max(count.maxInFlight, count.inFlight);
    },
    requestEnded() {
      count.inFlight -= 1;
    },
    called(action, request) {
      const calls = (operations.get(action) ?? 0) + 1;
      operations.set(action, calls);
      recorded.push(request);
      if (recorded.length > 2 * MAX_RECORDED) recorded = recorded.slice(-MAX_RECORDED);
      return calls;
    },
    metrics: () => ({
      operations: Object.fromEntries([...operations].sort(([left], [right]) => (left < right ? -1 : 1))),
      requests: count.requests,
      connections: count.connections,
      maxConnections: count.maxConnections,
      inFlight: count.inFlight,
      maxInFlight: count.maxInFlight,
    }),
    requests: () => recorded.slice(-MAX_RECORDED),
    reset() {
      operations = new Map();
      recorded = [];
      Object.assign(count, { requests: 0, connections: 0, maxConnections: count.open, maxInFlight: count.inFlight });
    },
  };
}
