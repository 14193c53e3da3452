namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Options of section <c>Mesh:Database</c>.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Database";

    /// <summary>The means by which the service signs in to the server. Default: the password of the connection string.</summary>
    public DatabaseCredentialKind Credential { get; init; }

    /// <summary>The time that the start waits for a database that is still starting. Default 30 s, 0 to 10 min; 0 tries once.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The health address of the database's server, if it starts alongside the service: the start waits for its answer 200 before it connects, for
    /// <see cref="StartTimeout"/> at most. By default the start connects at once.
    /// </summary>
    public Uri? ServerHealth { get; init; }
}
