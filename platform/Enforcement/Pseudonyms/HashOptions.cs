namespace MeshStarter.Platform.Enforcement.Pseudonyms;

/// <summary>Options of section <c>Mesh:Hash</c>: the secret of hash masks.</summary>
public sealed record HashOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Hash";

    /// <summary>The least length of <see cref="Secret"/>, in characters.</summary>
    public const int LeastSecret = 32;

    /// <summary>
    /// The secret that the keys of the service's hash masks are derived from; the same for all processes of the service. Required outside Development; in
    /// Development the service makes one and keeps it in the folder of its audit journal.
    /// </summary>
    public string? Secret { get; init; }
}
