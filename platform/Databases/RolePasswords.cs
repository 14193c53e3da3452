using Microsoft.Extensions.Configuration;

namespace MeshStarter.Platform.Databases;

/// <summary>The roles that the settings <c>Mesh:Postgres:Databases</c> name.</summary>
/// <param name="Databases">The password of each role, which has a database of its name: <c>Mesh:Postgres:Databases:&lt;role&gt;:Password</c>.</param>
/// <param name="Migrations">
/// By database, the password of a role of its own for the migrations, which owns the database: <c>Mesh:Postgres:Databases:&lt;role&gt;:MigrationPassword</c>.
/// Without one its role owns it.
/// </param>
internal sealed record RolePasswords(IReadOnlyDictionary<string, string> Databases, IReadOnlyDictionary<string, string> Migrations)
{
    private const string Section = "Mesh:Postgres:Databases";

    /// <summary>Reads the settings; <see cref="Problems"/> says what is wrong with them.</summary>
    public static RolePasswords Read(IConfiguration configuration)
    {
        var postgres = configuration.GetSection("Mesh:Postgres");
        var roles = postgres.GetSection("Databases").GetChildren().ToList();
        return new RolePasswords(
            roles.ToDictionary(role => role.Key, role => role["Password"] ?? "", StringComparer.Ordinal),
            roles.Where(role => role["MigrationPassword"] is not null).ToDictionary(role => role.Key, role => role["MigrationPassword"]!, StringComparer.Ordinal));
    }

    /// <summary>The role that owns a database.</summary>
    public string OwnerOf(string database) => Migrations.ContainsKey(database) ? RolePlan.MigrationRole(database) : database;

    /// <summary>Validates names and passwords: a line for each wrong setting.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (role, password) in Databases.OrderBy(database => database.Key, StringComparer.Ordinal))
        {
            if (!IsRoleName(role))
            {
                yield return $"{Section}:{role}: not a role's name. Fix: 1 to 63 of a-z, 0-9, - and _, the first a letter; not postgres, public, template… or pg_….";
            }

            if (PasswordProblem(password) is { } problem)
            {
                yield return $"{Section}:{role}:Password: {problem}";
            }
        }

        foreach (var (role, password) in Migrations.OrderBy(database => database.Key, StringComparer.Ordinal))
        {
            if (IsRoleName(role) && !IsRoleName(RolePlan.MigrationRole(role)))
            {
                yield return $"{Section}:{role}:MigrationPassword: {RolePlan.MigrationRole(role)} is too long for a role's name. Fix: give the role a shorter name, or leave this out.";
            }

            if (PasswordProblem(password) is { } problem)
            {
                yield return $"{Section}:{role}:MigrationPassword: {problem}";
            }
        }
    }

    /// <summary>Validates a password. SCRAM normalises characters beyond ASCII (SASLprep), and clients differ in how well they do it.</summary>
    /// <returns>What is wrong and the fix; null if it can be used.</returns>
    public static string? PasswordProblem(string password) =>
        password.Length == 0 ? "missing. Fix: start the AppHost, which makes one, or give one."
        : password.Any(c => c is < ' ' or > '~') ? "has characters outside printable ASCII. Fix: delete it, so that the AppHost makes a new one, or give another."
        : null;

    private static bool IsRoleName(string name) =>
        name.Length is >= 1 and <= 63
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
        && name is not ("postgres" or "public")
        && !name.StartsWith("pg_", StringComparison.Ordinal)
        && !name.StartsWith("template", StringComparison.Ordinal);
}
