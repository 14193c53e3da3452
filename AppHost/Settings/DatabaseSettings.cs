using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>The databases of this start: of the mesh's own server, or of one that an operator set up.</summary>
/// <param name="IsExternal">Whether the server is the operator's: <c>Mesh:Database:Kind</c>.</param>
internal sealed record DatabaseSettings(bool IsExternal)
{
    /// <summary>Reads the setting.</summary>
    /// <exception cref="StartRefusedException">It names no kind.</exception>
    public static DatabaseSettings From(IConfiguration configuration) => configuration["Mesh:Database:Kind"] switch
    {
        null or "" => new DatabaseSettings(IsExternal: false),
        var kind when kind.Equals("Embedded", StringComparison.OrdinalIgnoreCase) => new DatabaseSettings(IsExternal: false),
        var kind when kind.Equals("External", StringComparison.OrdinalIgnoreCase) => new DatabaseSettings(IsExternal: true),
        var other => throw new StartRefusedException(
            $"Setting Mesh:Database:Kind: \"{other}\" is neither Embedded nor External. Leave it out for the mesh's own server, or write External for one of your own, as docs/deploy.md says."),
    };
}
