using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>
/// The resilience pipelines of one client: total timeout and retry with jitter of a call, circuit breaker and timeout of each try. One instance per client,
/// so that the circuit outlives rotated handlers. Own code because Microsoft.Extensions.Http.Resilience would leave the rules here, and take 1 MiB a service.
/// </summary>
internal sealed partial class ServicePipeline
{
    public static readonly ResiliencePropertyKey<bool> Repeatable = new("mesh.repeatable");

    /// <summary>The timeout of all tries of a call together, until the response headers arrive. The body of a streamed answer is read under the caller's token alone.</summary>
    public static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;

    /// <summary>Makes the pipelines of a client. Calls of a service that may hold its answer for a time are not repeated.</summary>
    public ServicePipeline(string service, TimeSpan wait, TimeProvider time, ILogger<ServicePipeline> logger)
    {
        Service = service;
        _logger = logger;
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddTimeout(TotalTimeout + wait);
        if (wait == TimeSpan.Zero)
        {
            builder.AddRetry(Retry());
        }

        Call = builder.Build();

        builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(2),
            ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
        });
        builder.AddTimeout(TryTimeout + wait);
        Try = builder.Build();
    }

    public string Service { get; }

    /// <summary>Bounds a call, and repeats it.</summary>
    public ResiliencePipeline<HttpResponseMessage> Call { get; }

    /// <summary>Bounds each try, and pauses after repeated failures.</summary>
    public ResiliencePipeline<HttpResponseMessage> Try { get; }

    private RetryStrategyOptions<HttpResponseMessage> Retry() => new()
    {
        MaxRetryAttempts = 3,
        Delay = TimeSpan.FromMilliseconds(200),
        MaxDelay = LongestDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = static arguments => ValueTask.FromResult(
            IsTransient(arguments.Outcome) && arguments.Context.Properties.GetValue(Repeatable, defaultValue: false)),
        DelayGenerator = static arguments => ValueTask.FromResult(RequestedDelay(arguments.Outcome.Result)),
        OnRetry = arguments =>
        {
            LogRetried(Service, arguments.AttemptNumber + 1, (int)arguments.RetryDelay.TotalMilliseconds);
            arguments.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: TimeoutRejectedException } => true,
        { Exception: HttpRequestException { StatusCode: { } status } } => IsTransient(status),
        { Exception: HttpRequestException } => true,
        { Result: { } response } => IsTransient(response.StatusCode),
        _ => false,
    };

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static TimeSpan? RequestedDelay(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter?.Delta is { } requested ? (requested < LongestDelay ? requested : LongestDelay) : null;

    [LoggerMessage(1060, LogLevel.Debug, "Call to {Service} failed; try {Attempt} follows in {DelayMs} ms")]
    private partial void LogRetried(string service, int attempt, int delayMs);
}
