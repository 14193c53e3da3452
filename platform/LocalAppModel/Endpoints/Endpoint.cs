using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Endpoints;

/// <summary>Says that a resource listens.</summary>
/// <param name="Name">Name, unique within the resource.</param>
/// <param name="Scheme">http, https, tcp …</param>
/// <param name="FixedPort">The port that was asked for; null for any.</param>
/// <param name="Variable">The variable that tells the process its port; null where it learns it otherwise.</param>
internal sealed record Endpoint(string Name, string Scheme, int? FixedPort, string? Variable) : IResourceAnnotation
{
    internal const string Host = "localhost";

    /// <summary>Where it listens, known once the application starts.</summary>
    internal int? Port { get; set; }

    internal bool IsWeb => Scheme is "http" or "https";
}
