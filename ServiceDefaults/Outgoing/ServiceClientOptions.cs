namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Timeouts and retries of one service's client. The body of a streamed answer is read under the caller's token alone.</summary>
public sealed record ServiceClientOptions
{
    /// <summary>The timeout of one try, until the response headers arrive. Default 10 s; raise it for long polling.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The timeout of all tries together. Default 30 s; at least <see cref="TryTimeout"/>.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of retries of an idempotent request after a transient failure, 0 to 10. Default 3.</summary>
    public int Retries { get; set; } = 3;
}
