namespace MeshStarter.Platform.Enforcement.Pseudonyms;

/// <summary>Options of section <c>Mesh:Hash</c>: the secret of hash masks.</summary>
public sealed record HashOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Hash";

    /// <summary>The least length of <see cref="Secret"/>, in characters.</summary>
    public const int LeastSecret = 32;

    /// <summary>
    /// The secret that the keys of the service's hash masks are derived from; the same for all processes of the service. Required outside Development, unless
    /// the folder of the service's audit journal has one of an earlier version; in Development the service makes one and keeps it there.
    /// </summary>
    public string? Secret { get; init; }
}
