namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>The meaning of a request below one of the addresses that lead to other services.</summary>
internal abstract record ForwardedTarget
{
    private ForwardedTarget()
    {
    }

    /// <summary>An address of a service.</summary>
    /// <param name="Service">The name of its resource.</param>
    /// <param name="Prefix">The beginning of the path that the service does not know of, such as <c>/domains/orders</c>; empty where the service has the whole path.</param>
    /// <param name="PathAndQuery">The service's own path and query, as the client wrote them.</param>
    public sealed record Found(string Service, string Prefix, string PathAndQuery) : ForwardedTarget;

    /// <summary>No service is there.</summary>
    public sealed record Unknown(string Detail) : ForwardedTarget;

    /// <summary>A target that a service might read as another one.</summary>
    public sealed record Refused(string Detail) : ForwardedTarget;
}
