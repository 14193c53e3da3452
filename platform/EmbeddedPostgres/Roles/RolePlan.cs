namespace MeshStarter.EmbeddedPostgres.Roles;

/// <summary>A database as the server has it.</summary>
/// <param name="Owner">The role that owns it.</param>
/// <param name="TakesConnections">False while it is being made.</param>
/// <param name="IsOpenToAll">True where every role may connect, PostgreSQL's default.</param>
internal sealed record ExistingDatabase(string Owner, bool TakesConnections, bool IsOpenToAll);

/// <summary>
/// The statements that bring roles and databases to what the settings say: one role for each service and domain, and one database of the same
/// name that no other role can open. What is there and right is left alone. Names were validated as [a-z0-9_-], so quoting them is safe;
/// passwords appear as verifiers only. Each statement is one line and is complete by itself.
/// </summary>
internal static class RolePlan
{
    /// <summary>PostgreSQL's own; they let everybody in by default.</summary>
    private static readonly string[] SystemDatabases = ["postgres", "template1"];

    /// <summary>The databases of a cluster that initdb just made.</summary>
    public static IReadOnlyDictionary<string, ExistingDatabase> NewCluster { get; } =
        SystemDatabases.ToDictionary(name => name, _ => new ExistingDatabase("postgres", TakesConnections: true, IsOpenToAll: true), StringComparer.Ordinal);

    /// <param name="wanted">Passwords by role.</param>
    /// <param name="verifiers">The verifiers that the server stores instead of passwords, for all its roles.</param>
    /// <param name="existing">The databases that the server has.</param>
    public static IEnumerable<string> Statements(
        IReadOnlyDictionary<string, string> wanted,
        IReadOnlyDictionary<string, string?> verifiers,
        IReadOnlyDictionary<string, ExistingDatabase> existing)
    {
        foreach (var (role, password) in wanted.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            bool hasRole = verifiers.TryGetValue(role, out string? verifier);
            if (!hasRole || !ScramVerifier.Matches(verifier, password))
                yield return Role(hasRole ? "ALTER" : "CREATE", role, password);
            foreach (string statement in Database(role, existing.GetValueOrDefault(role)))
                yield return statement;
        }

        foreach (string name in SystemDatabases)
        {
            if (existing.GetValueOrDefault(name) is { IsOpenToAll: true })
                yield return Close(name);
        }
    }

    private static IEnumerable<string> Database(string name, ExistingDatabase? existing)
    {
        // Closed until its rights are set, also when the machine stops in between.
        if (existing is null)
            yield return $"""CREATE DATABASE "{name}" OWNER "{name}" TEMPLATE template0 ALLOW_CONNECTIONS false""";
        else if (!string.Equals(existing.Owner, name, StringComparison.Ordinal))
            yield return $"""ALTER DATABASE "{name}" OWNER TO "{name}" """.TrimEnd();

        if (existing is null or { IsOpenToAll: true })
            yield return Close(name);
        if (existing is null or { TakesConnections: false })
            yield return $"""ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true""";
    }

    private static string Role(string verb, string role, string password) =>
        $"""{verb} ROLE "{role}" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '{ScramVerifier.Create(password)}'""";

    private static string Close(string database) => $"""REVOKE ALL ON DATABASE "{database}" FROM PUBLIC""";
}
