using Microsoft.Extensions.Configuration;

namespace MeshStarter.Platform.Databases;

/// <summary>The roles that the settings <c>Mesh:Postgres:Databases</c> name, each with a database of its name.</summary>
/// <param name="Passwords">The roles with a password: <c>Mesh:Postgres:Databases:&lt;role&gt;:Password</c>.</param>
/// <param name="Migrations">
/// By database, the password of a role of its own for the migrations, which owns the database: <c>Mesh:Postgres:Databases:&lt;role&gt;:MigrationPassword</c>.
/// Without one its role owns it.
/// </param>
/// <param name="Principals">
/// The roles of identities of Microsoft Entra, which have no password, with the identity's object id: <c>Mesh:Postgres:Databases:&lt;role&gt;:PrincipalId</c>.
/// </param>
internal sealed record WantedRoles(IReadOnlyDictionary<string, string> Passwords, IReadOnlyDictionary<string, string> Migrations, IReadOnlyDictionary<string, string> Principals)
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Mesh:Postgres:Databases";

    private const string Password = "Password";
    private const string MigrationPassword = "MigrationPassword";
    private const string PrincipalId = "PrincipalId";

    /// <summary>The names of all roles, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. Passwords.Keys.Union(Principals.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Reads the settings; <see cref="Problems"/> says what is wrong with them.</summary>
    public static WantedRoles Read(IConfiguration configuration)
    {
        var postgres = configuration.GetSection("Mesh:Postgres");
        var roles = postgres.GetSection("Databases").GetChildren().ToList();
        Dictionary<string, string> With(string setting, Func<IConfigurationSection, bool> isWanted) =>
            roles.Where(isWanted).ToDictionary(role => role.Key, role => role[setting] ?? "", StringComparer.Ordinal);

        return new WantedRoles(
            With(Password, role => role[Password] is not null || role[PrincipalId] is null),
            With(MigrationPassword, role => role[MigrationPassword] is not null),
            With(PrincipalId, role => role[PrincipalId] is not null));
    }

    /// <summary>The role that owns a database.</summary>
    public string OwnerOf(string database) => Migrations.ContainsKey(database) ? RolePlan.MigrationRole(database) : database;

    /// <summary>Validates names, passwords and identities: a line for each wrong setting.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var role in Names.Where(role => !IsRoleName(role)))
        {
            yield return $"{Section}:{role}: not a role's name. Fix: 1 to 63 of a-z, 0-9, - and _, the first a letter; not postgres, public, template… or pg_….";
        }

        foreach (var (role, password) in Passwords.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            if (PasswordProblem(role, password) is { } problem)
            {
                yield return $"{Section}:{role}:{Password}: {problem}";
            }
        }

        foreach (var (role, password) in Migrations.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            if (MigrationProblem(role, password) is { } problem)
            {
                yield return $"{Section}:{role}:{MigrationPassword}: {problem}";
            }
        }

        foreach (var (role, principal) in Principals.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            if (!Guid.TryParseExact(principal, "D", out _))
            {
                yield return $"{Section}:{role}:{PrincipalId}: \"{principal}\" is no GUID. Fix: give the object id of the identity, such as 9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd.";
            }
        }
    }

    private string? PasswordProblem(string role, string password) =>
        Principals.ContainsKey(role) ? "there is a PrincipalId, too, and an identity has no password. Fix: leave one of them out." : PasswordProblem(password);

    private string? MigrationProblem(string role, string password) =>
        Principals.ContainsKey(role) ? "there is a PrincipalId, too, and an identity is one role. Fix: leave it out."
        : IsRoleName(role) && !IsRoleName(RolePlan.MigrationRole(role)) ? $"{RolePlan.MigrationRole(role)} is too long for a role's name. Fix: give the role a shorter name, or leave this out."
        : PasswordProblem(password);

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
