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

    /// <summary><c>Mesh:Postgres:Databases:&lt;role&gt;:Password</c>: one role with a database of the same name each.</summary>
    public required IReadOnlyDictionary<string, string> Databases { get; init; }

    /// <summary>
    /// <c>Mesh:Postgres:Databases:&lt;role&gt;:MigrationPassword</c>: of the role <c>&lt;role&gt;-migrations</c>, which owns the role's database; without it the role itself does.
    /// </summary>
    public IReadOnlyDictionary<string, string> Migrations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All roles.</summary>
    public RolePasswords Roles => new(Databases, Migrations);

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
        var databases = postgres.GetSection("Databases").GetChildren().ToDictionary(role => role.Key, role => role["Password"] ?? "", StringComparer.Ordinal);
        var migrations = postgres.GetSection("Databases").GetChildren().Where(role => role["MigrationPassword"] is not null).ToDictionary(role => role.Key, role => role["MigrationPassword"]!, StringComparer.Ordinal);
        _ = int.TryParse(postgres["Port"], NumberStyles.None, CultureInfo.InvariantCulture, out int port);
        var options = new EmbeddedPostgresOptions
        {
            DataFolder = configuration["Mesh:Data"] ?? "",
            Port = port,
            Password = postgres["Password"] ?? "",
            Databases = databases,
            Migrations = migrations,
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

        if (PasswordProblem(Password) is { } superuser)
        {
            yield return $"Mesh:Postgres:Password: {superuser}";
        }

        foreach (var (role, password) in Databases.OrderBy(database => database.Key, StringComparer.Ordinal))
        {
            if (!IsRoleName(role))
            {
                yield return $"Mesh:Postgres:Databases:{role}: not a role's name. Fix: 1 to 63 of a-z, 0-9, - and _, the first a letter; not postgres, public, template… or pg_….";
            }

            if (PasswordProblem(password) is { } problem)
            {
                yield return $"Mesh:Postgres:Databases:{role}:Password: {problem}";
            }
        }

        foreach (var (role, password) in Migrations.OrderBy(database => database.Key, StringComparer.Ordinal))
        {
            if (IsRoleName(role) && !IsRoleName(RolePlan.MigrationRole(role)))
            {
                yield return $"Mesh:Postgres:Databases:{role}:MigrationPassword: {RolePlan.MigrationRole(role)} is too long for a role's name. Fix: give the role a shorter name, or leave this out.";
            }

            if (PasswordProblem(password) is { } problem)
            {
                yield return $"Mesh:Postgres:Databases:{role}:MigrationPassword: {problem}";
            }
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

    // SCRAM normalises other characters (SASLprep), and clients differ in how well they do it.
    private static string? PasswordProblem(string password) =>
        password.Length == 0 ? "missing. Fix: start the AppHost, which makes one."
        : password.Any(c => c is < ' ' or > '~') ? "has characters outside printable ASCII. Fix: delete it, so that the AppHost makes a new one."
        : null;

    private static bool IsRoleName(string name) =>
        name.Length is >= 1 and <= 63
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
        && name is not ("postgres" or "public")
        && !name.StartsWith("pg_", StringComparison.Ordinal)
        && !name.StartsWith("template", StringComparison.Ordinal);
}
