namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>How long and how often one service's client tries. The body of a streamed answer is read under the caller's token alone.</summary>
public sealed record ServiceClientOptions
{
    /// <summary>How long one try may take until the response headers are there. Default 10 s; raise it for long polling.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long all tries together may take. Default 30 s; at least <see cref="TryTimeout"/>.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times an idempotent request is repeated after a transient failure, 0 to 10. Default 3.</summary>
    public int Retries { get; set; } = 3;
}
