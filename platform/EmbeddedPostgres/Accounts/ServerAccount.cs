using System.Globalization;

namespace MeshStarter.EmbeddedPostgres.Accounts;

/// <summary>
/// The operating system's user that the server runs as. PostgreSQL refuses root, so a mesh started as root runs it as an unprivileged
/// user; every file in the server's folder is then made by that user's own processes, never by root following that user's links.
/// </summary>
/// <param name="Name">The user's name, for messages.</param>
/// <param name="Uid">The user's number; 0 on Windows, where it is not requested.</param>
/// <param name="IsOther">True where it is not the user that runs this process.</param>
internal sealed record ServerAccount(string Name, uint Uid, bool IsOther)
{
    /// <summary>The accounts in the order of their use; no one is last, because other programs may run under it too.</summary>
    private static readonly string[] Candidates = ["postgres", "_postgres", "nobody"];

    public static async Task<ServerAccount> ChooseAsync(string? wanted, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(Environment.UserName, 0, IsOther: false); // pg_ctl drops administrator rights by itself
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return new(Environment.UserName, await UidAsync(null, cancellationToken) ?? 0, IsOther: false);
        }

        foreach (string name in string.IsNullOrEmpty(wanted) ? Candidates : [wanted])
        {
            if (await UidAsync(name, cancellationToken) is { } uid and not 0)
            {
                return new(name, uid, IsOther: true);
            }
        }

        throw new StartRefusedException(string.IsNullOrEmpty(wanted)
            ? "Mesh:Postgres:User: PostgreSQL does not run as root, and none of the users postgres, _postgres and nobody exists here. "
              + "Fix: start the mesh as an ordinary user, or create one (useradd --system postgres), or name one in this setting."
            : $"Mesh:Postgres:User: \"{wanted}\" is not an unprivileged user of this machine. Fix: create it (useradd --system {wanted}), or leave the setting out.");
    }

    private static async Task<uint?> UidAsync(string? name, CancellationToken cancellationToken)
    {
        var id = await Command.RunAsync(null, "id", name is null ? ["-u"] : ["-u", "--", name], null, cancellationToken);
        return id.ExitCode == 0 && uint.TryParse(id.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) ? uid : null;
    }
}
