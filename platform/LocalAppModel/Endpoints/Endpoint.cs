using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Endpoints;

/// <summary>An endpoint of a resource.</summary>
/// <param name="Name">Name, unique within the resource.</param>
/// <param name="Scheme">http, https, tcp …</param>
/// <param name="FixedPort">The requested port; null for any.</param>
/// <param name="Variable">The variable with the port, for the process; null if the process gets it otherwise.</param>
internal sealed record Endpoint(string Name, string Scheme, int? FixedPort, string? Variable) : IResourceAnnotation
{
    internal const string Host = "localhost";

    /// <summary>The port, assigned when the application starts.</summary>
    internal int? Port { get; set; }

    internal bool IsWeb => Scheme is "http" or "https";
}
