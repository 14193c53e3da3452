using System.Globalization;
using MeshStarter.Platform.Databases;

namespace MeshStarter.EmbeddedPostgres;

/// <summary>Options of the server, read once from the settings <c>Mesh:Data</c> and <c>Mesh:Postgres:*</c>.</summary>
internal sealed record EmbeddedPostgresOptions
{
    /// <summary><c>Mesh:Data</c>: absolute folder of all state of this mesh.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>Mesh:Postgres:Port</c>: the TCP port on loopback, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary><c>Mesh:Postgres:Password</c>: of the superuser <c>postgres</c>; printable ASCII.</summary>
    public required string Password { get; init; }

    /// <summary><c>Mesh:Postgres:Databases</c>: the roles, each with a database of its name.</summary>
    public required WantedRoles Roles { get; init; }

    /// <summary><c>Mesh:Postgres:Binaries</c>: folders to look in first; one string with the path separator between them, or a list.</summary>
    public IReadOnlyList<string> Binaries { get; init; } = [];

    /// <summary><c>Mesh:Postgres:User</c>: who runs the server when this process is root; null: postgres, else _postgres, else no one.</summary>
    public string? User { get; init; }

    /// <summary><c>Mesh:Postgres:OutsideFolder</c>: where data and binaries go that the server's user could not reach inside the repository.</summary>
    public string OutsideFolder { get; init; } = "/var/lib/meshstarter";

    /// <summary>Reads and validates; the exception's message has one line for each wrong setting.</summary>
    public static EmbeddedPostgresOptions Read(IConfiguration configuration)
    {
        var postgres = configuration.GetSection("Mesh:Postgres");
        _ = int.TryParse(postgres["Port"], NumberStyles.None, CultureInfo.InvariantCulture, out int port);
        var options = new EmbeddedPostgresOptions
        {
            DataFolder = configuration["Mesh:Data"] ?? "",
            Port = port,
            Password = postgres["Password"] ?? "",
            Roles = WantedRoles.Read(configuration),
            Binaries = ReadFolders(postgres.GetSection("Binaries")),
            User = postgres["User"],
        };
        if (postgres["OutsideFolder"] is { Length: > 0 } outside)
        {
            options = options with { OutsideFolder = outside };
        }

        var problems = options.Problems().ToList();
        return problems.Count == 0
            ? options with { DataFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataFolder)) }
            : throw new StartRefusedException(string.Join(Environment.NewLine, problems));
    }

    private static List<string> ReadFolders(IConfigurationSection setting) =>
        setting.GetChildren().Select(child => child.Value)
            .Append(setting.Value)
            .SelectMany(value => (value ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToList();

    private IEnumerable<string> Problems()
    {
        if (!Path.IsPathFullyQualified(DataFolder))
        {
            yield return $"Mesh:Data: {Shown(DataFolder)} is not an absolute folder. Fix: start the AppHost, which sets it, or give the full path.";
        }

        if (Port is < 1 or > 65535)
        {
            yield return "Mesh:Postgres:Port: missing, or not a number from 1 to 65535. Fix: start the AppHost, which sets it, or give a free port.";
        }

        if (WantedRoles.PasswordProblem(Password) is { } superuser)
        {
            yield return $"Mesh:Postgres:Password: {superuser}";
        }

        foreach (string problem in Roles.Problems())
        {
            yield return problem;
        }

        if (Roles.Principals.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } identity)
        {
            yield return $"{WantedRoles.Section}:{identity}:PrincipalId: this server knows passwords alone. Fix: give {WantedRoles.Section}:{identity}:Password instead.";
        }

        foreach (string folder in Binaries.Where(folder => !Path.IsPathFullyQualified(folder)))
        {
            yield return $"Mesh:Postgres:Binaries: {Shown(folder)} is not an absolute folder. Fix: give the full path of the folder with postgres and initdb.";
        }

        if (!Path.IsPathFullyQualified(OutsideFolder))
        {
            yield return $"Mesh:Postgres:OutsideFolder: {Shown(OutsideFolder)} is not an absolute folder. Fix: give the full path, or leave it out for /var/lib/meshstarter.";
        }
    }

    private static string Shown(string value) => value.Length == 0 ? "nothing" : $"\"{value}\"";
}
